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
  // Many figures have the same buttons: read out by itself, each says of which figure it is.
  const about = (label, element) => {
    const heading = element.closest('[class*=st-key-figure_]')?.querySelector('h2, h3');
    return heading ? `${label}: ${heading.textContent}` : label;
  };
  // A wide table, chart or text scrolls in its own box, and the box can be reached with the keyboard.
  // Asked when a box changes its size and not at every change of the page: asking costs a layout.
  const BOXES = '.muster-table, .muster-wide, [data-testid=stMarkdownContainer] pre';
  const boxes = new ResizeObserver(entries => entries.forEach(({target}) => {
    const box = target.closest(BOXES);
    if (!box) return;
    if (box.dataset.table && box.clientWidth) {
      box.innerHTML = box.dataset.table;
      delete box.dataset.table;
      watch(box.firstElementChild);
    }
    if (box.matches('.muster-stacked')) pile(box);
    if (box.scrollWidth > box.clientWidth) {
      describe(box, {tabindex: '0', role: 'region', 'aria-label': about(box.matches('.muster-wide') ? 'Scrollable chart' : 'Scrollable table', box)});
    } else ['tabindex', 'role', 'aria-label'].forEach(name => box.removeAttribute(name));
  }));
  // What is read line by line stands under its headings where there is no room beside them: on a
  // telephone, and wherever else the table is wider than its page, as on one that is enlarged.
  const telephone = matchMedia('(max-width: 640px)');
  const pile = box => {
    box.classList.remove('muster-piled');
    box.classList.toggle('muster-piled', telephone.matches || box.scrollWidth > box.clientWidth);
  };
  const watched = new WeakSet();
  const watch = element => {
    if (watched.has(element)) return;
    watched.add(element);
    boxes.observe(element);
  };
  // A table that was opened stays open when a choice brings other rows.
  const open = new Set();
  const named = fold => `${location.pathname} ${fold.dataset.key}`;
  document.addEventListener('toggle', ({target}) => {
    if (target.matches('.muster-fold')) open[target.open ? 'add' : 'delete'](named(target));
  }, true);
  const fix = () => {
    document.querySelectorAll('.muster-fold:not([open])').forEach(fold => {
      if (!watched.has(fold)) fold.open = open.has(named(fold));
      watched.add(fold);
    });
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
    document.querySelectorAll('.muster-table, .muster-table > table, .muster-wide, [data-testid=stMarkdownContainer] pre')
      .forEach(watch);
    document.querySelectorAll('[class*=st-key-figure_] :is(button, summary, [data-testid=stPageLink] a)')
      .forEach(element => {
        const label = (element.querySelector('[data-testid=stMarkdownContainer]') ?? element).textContent;
        if (label) describe(element, {'aria-label': about(label, element)});
      });
    document.querySelectorAll('[class*=st-key-figure_] .muster-table > table')
      .forEach(element => describe(element, {'aria-label': about('Table', element)}));
    document.querySelectorAll('[data-testid=stFileUploaderDropzone][role=presentation]')
      .forEach(element => describe(element, {role: 'group'}));
  };
  // After a restart the page names files that the server has no more, and nothing can be done with them.
  const since = new WeakMap();
  setInterval(() => document.querySelectorAll('.muster-held').forEach(note => {
    const uploader = [...document.querySelectorAll('[data-testid=stFileUploader]')]
      .filter(one => one.compareDocumentPosition(note) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
    const named = uploader?.querySelectorAll('[data-testid=stFileChip]:not([aria-invalid=true], :has([data-testid=stFileChipIconSpinner]))');
    const idle = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning';
    const gone = idle && named?.length > Number(note.dataset.held);
    if (!gone) since.delete(note);
    else if (!since.has(note)) since.set(note, Date.now());
    note.hidden = !(gone && Date.now() - since.get(note) > 2000);
  }), 500);
  // What Streamlit says of itself is nothing to whoever uses Muster.
  const OWN_WORDS = {
    'Streamlit server is not responding': 'Muster does not answer just now. Nothing that was accepted is lost. This page goes on by itself when it answers again; files that were not submitted may have to be added again.',
    'The page that you have requested does not seem to exist': 'Muster has no page at this address. Close this to go on at the National picture.',
  };
  const unanswered = () => document.querySelectorAll('[role=dialog] p, [role=dialog] div').forEach(one => {
    if (one.childElementCount) return;
    const theirs = Object.keys(OWN_WORDS).find(words => one.textContent.startsWith(words));
    if (theirs) one.textContent = OWN_WORDS[theirs];
  });
  // The answer to what was pressed is said: a screen reader is told of no heading that appears.
  const live = Object.assign(document.createElement('div'), {id: 'muster-live'});
  describe(live, {role: 'status'});
  let said;
  const say = () => {
    if (!live.isConnected) document.body?.append(live);
    const answer = [...document.querySelectorAll('.muster-answer')].at(-1);
    const told = answer && `${answer.dataset.pressed} ${answer.textContent}`;
    if (told === said) return;
    said = told;
    live.textContent = '';
    if (answer) setTimeout(() => { live.textContent = answer.textContent; }, 100);
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; fix(); say(); unanswered(); });
  };
  new MutationObserver(soon).observe(document.documentElement, {childList: true, subtree: true});
  addEventListener('resize', soon);
})();
