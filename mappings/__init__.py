"""What a system exports, turned declaratively into a return."""
