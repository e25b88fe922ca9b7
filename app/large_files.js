// Sends files that are too large for the page's own uploader: slice by slice, going on after a cut.
(() => {
  const SLICE_BYTES = 8 << 20, ATTEMPTS = 8, MEGABYTE = 1 << 20;
  // Upload name -> how far it is. It outlives the page's elements, so one may look elsewhere meanwhile.
  const sendings = new Map();

  const megabytes = bytes => `${Math.max(1, Math.round(bytes / MEGABYTE)).toLocaleString('en-GB')} MB`;
  const pause = seconds => new Promise(done => setTimeout(done, seconds * 1000));
  class Refused extends Error {}

  // What the server says: where to go on, or a sentence of why not.
  const put = async (place, file, offset, signal) => {
    const slice = file.slice(offset, offset + SLICE_BYTES);
    const answer = await fetch(`${place}?offset=${offset}`,
      {method: 'PUT', body: slice, headers: {'Upload-Length': String(file.size)}, signal});
    if (answer.ok) return offset + slice.size;
    const elsewhere = answer.headers.get('Upload-Offset');
    if (elsewhere !== null && Number(elsewhere) !== offset) return Number(elsewhere);
    const text = await answer.text();
    let said = text;
    try { said = JSON.parse(text).detail; } catch { /* the door answers in plain words */ }
    if (answer.status === 503) throw new TypeError(said);
    throw new Refused(said);
  };

  const sendFile = async (sending, upload, file) => {
    const place = `/muster/uploads/${encodeURIComponent(upload)}/${encodeURIComponent(file.name)}`;
    const before = sending.sent;
    let offset = 0, failed = 0;
    do {
      try {
        offset = await put(place, file, offset, sending.stopper.signal);
        failed = 0;
      } catch (error) {
        if (error instanceof Refused || error.name === 'AbortError' || ++failed === ATTEMPTS) throw error;
        say(sending, `The connection was cut. Going on with ${file.name} at ${megabytes(offset)}.`);
        await pause(Math.min(2 ** failed / 2, 15));
      }
      sending.sent = before + offset;
      const tenth = Math.floor(10 * sending.sent / sending.total);
      if (tenth !== sending.tenth && offset < file.size) {
        sending.tenth = tenth;
        say(sending, `Sending ${file.name}: ${megabytes(sending.sent)} of ${megabytes(sending.total)}.`);
      }
      show(upload);
    } while (offset < file.size);
  };

  const send = async (upload, files, limit) => {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const sending = {sent: 0, total, tenth: -1, said: '', under: true, stopper: new AbortController()};
    sendings.set(upload, sending);
    try {
      const large = files.find(file => file.size > limit);
      if (large) throw new Refused(`${large.name} has ${megabytes(large.size)}; a file may have ${megabytes(limit)}.`);
      for (const file of files) await sendFile(sending, upload, file);
      say(sending, `${files.map(file => file.name).join(', ')} ${files.length > 1 ? 'have' : 'has'} arrived.`);
    } catch (error) {
      if (error.name === 'AbortError') say(sending, 'Stopped. Choose the files again to send them.');
      else if (error instanceof Refused) say(sending, error.message);
      else say(sending, 'The connection is cut every time. Choose the files again to send them.');
    }
    sending.under = false;
    show(upload);
    document.querySelector('.st-key-large_look button')?.click();
  };

  const say = (sending, text) => { sending.said = text; };

  const make = (kind, attributes) => Object.assign(document.createElement(kind), attributes);
  const build = root => {
    const {upload, limit, accept} = root.dataset;
    const input = make('input', {type: 'file', multiple: true, id: 'large-files', accept});
    const label = make('label', {htmlFor: input.id, textContent: 'Large files of this return'});
    const progress = make('progress', {max: 1, value: 0, hidden: true});
    progress.setAttribute('aria-label', 'Sent so far');
    const stop = make('button', {type: 'button', textContent: 'Stop sending', hidden: true});
    const status = make('p', {});
    status.setAttribute('role', 'status');
    input.addEventListener('change', () => {
      const files = [...input.files];
      input.value = '';
      if (files.length) send(upload, files, Number(limit));
    });
    stop.addEventListener('click', () => { sendings.get(upload)?.stopper.abort(); input.focus(); });
    root.replaceChildren(label, input, progress, stop, status);
    show(upload);
  };
  const show = upload => {
    const root = document.querySelector(`.muster-large[data-upload="${CSS.escape(upload)}"]`);
    const sending = sendings.get(upload);
    if (!root || !sending || !root.firstChild) return;
    const [input, progress, stop, status] = root.querySelectorAll('input, progress, button, p');
    input.disabled = sending.under;
    progress.hidden = stop.hidden = !sending.under;
    progress.value = sending.total ? sending.sent / sending.total : 1;
    if (status.textContent !== sending.said) status.textContent = sending.said;
  };

  new MutationObserver(() => {
    document.querySelectorAll('.muster-large').forEach(root => { if (!root.firstChild) build(root); });
  }).observe(document.documentElement, {childList: true, subtree: true});
})();
