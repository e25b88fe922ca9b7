import streamlit as st
st.title("Submit a return")
