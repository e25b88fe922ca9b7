// Mends what Streamlit gives no setting for. Served from this origin, in the page's shell.
(() => {
  // Without this the server is looked for below every page's own path first, in vain.
  window.__streamlit = {BACKEND_BASE_URL: location.origin + '/', MAIN_PAGE_BASE_URL: location.origin + '/'};

  // WCAG 2.1.4: Streamlit reruns on a bare "r" and clears its cache on a bare "c".
  addEventListener('keydown', event => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (/^[rc]$/i.test(event.key) && !typing && !modified) event.stopImmediatePropagation();
  }, true);

  // A sign-in ends at a time that the server gave; the page is loaded anew then, and the door says so.
  const until = document.querySelector('meta[name=muster-until]');
  if (until) {
    const check = () => { if (Date.now() >= Number(until.content) * 1000 + 500) location.reload(); };
    setInterval(check, 1000);
    document.addEventListener('visibilitychange', check);
  }

  const describe = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
  };
  const scrolls = element => {
    const overflow = getComputedStyle(element).overflowX;
    return /auto|scroll/.test(overflow) && element.scrollWidth > element.clientWidth;
  };
  const fix = () => {
    document.querySelectorAll('.st-key-sections, .st-key-pages').forEach(element => {
      const sections = element.classList.contains('st-key-sections');
      describe(element, {role: 'navigation', 'aria-label': sections ? 'Sections' : 'Pages'});
      element.querySelectorAll('a').forEach(link => {
        // The first page's link is written relative to the page one is on; opened in a new tab,
        // it would lead there.
        const address = link.getAttribute('href');
        if (!address.startsWith('/') && /^$|^[?]/.test(address)) link.setAttribute('href', '/' + address);
        const here = new URL(link.href, location.href).pathname === location.pathname;
        if (sections && link.closest('.st-key-section_here')) describe(link, {'aria-current': 'true'});
        else if (here && !sections) describe(link, {'aria-current': 'page'});
        else link.removeAttribute('aria-current');
      });
    });
    // A wide table or chart scrolls in its own box, and the box can be reached with the keyboard.
    document.querySelectorAll('[data-testid=stTable] div, [data-testid=stMarkdownContainer] pre')
      .forEach(element => {
        if (scrolls(element)) {
          describe(element, {tabindex: '0', role: 'region', 'aria-label': 'Scrollable table'});
        }
      });
    document.querySelectorAll('[data-testid=stFileUploaderDropzone][role=presentation]')
      .forEach(element => describe(element, {role: 'group'}));
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; fix(); });
  };
  new MutationObserver(soon).observe(document.documentElement, {childList: true, subtree: true});
  addEventListener('resize', soon);
})();
