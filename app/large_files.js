// Sends files that are too large for the page's own uploader: slice by slice, going on after a cut,
// and, where what has arrived is the beginning of the very same file, after a reload too.
(() => {
  const ATTEMPTS = 8, MEGABYTE = 1 << 20;
  // Upload name -> how far it is. It outlives the page's elements, so one may look elsewhere meanwhile.
  const sendings = new Map();

  const megabytes = bytes => `${Math.max(1, Math.round(bytes / MEGABYTE)).toLocaleString('en-GB')} MB`;
  const pause = seconds => new Promise(done => setTimeout(done, seconds * 1000));
  class Refused extends Error {}

  // What the server says: where to go on, or a sentence of why not.
  const put = async (place, file, offset, {sliceBytes, stopper: {signal}}) => {
    const slice = file.slice(offset, offset + sliceBytes);
    const answer = await fetch(`${place}?offset=${offset}`,
      {method: 'PUT', body: slice, headers: {'Upload-Length': String(file.size)}, signal});
    if (answer.ok) return offset + slice.size;
    const elsewhere = answer.headers.get('Upload-Offset');
    if (elsewhere !== null && Number(elsewhere) !== offset) return Number(elsewhere);
    const text = await answer.text();
    let said = text;
    try { said = JSON.parse(text).detail; } catch { /* the door answers in plain words */ }
    if ([408, 503].includes(answer.status)) throw new TypeError(said);
    throw new Refused(said);
  };

  const hex = bytes => [...new Uint8Array(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('');

  // How much of this very file the server has; 0 where it has none of it, or other bytes.
  const arrived = async (place, file, {sliceBytes, stopper: {signal}}) => {
    if (!window.crypto?.subtle) return 0;
    const answer = await fetch(`${place}?slice=${sliceBytes}`, {signal}).catch(() => null);
    if (!answer?.ok) return 0;
    const {size_bytes: size, length, complete, slices} = await answer.json();
    if (complete ? size !== file.size : size >= file.size || (length ?? file.size) !== file.size) return 0;
    for (const [number, digest] of slices.entries()) {
      const slice = file.slice(number * sliceBytes, Math.min((number + 1) * sliceBytes, size));
      if (hex(await crypto.subtle.digest('SHA-256', await slice.arrayBuffer())) !== digest) return 0;
    }
    return size;
  };

  const sendFile = async (sending, upload, file) => {
    const place = `/muster/uploads/${encodeURIComponent(upload)}/${encodeURIComponent(file.name)}`;
    const before = sending.sent;
    say(sending, `Looking at what has arrived of ${file.name}.`);
    show(upload);
    let offset = await arrived(place, file, sending), failed = 0;
    sending.sent = before + offset;
    if (offset && offset === file.size) return show(upload);
    if (offset) say(sending, `Going on with ${file.name} at ${megabytes(offset)}.`);
    do {
      try {
        offset = await put(place, file, offset, sending);
        failed = 0;
        if (!sending.named && offset < file.size) look(sending);
      } catch (error) {
        if (error instanceof Refused || error.name === 'AbortError' || ++failed === ATTEMPTS) throw error;
        say(sending, `The connection was cut. Going on with ${file.name} at ${megabytes(offset)}.`);
        show(upload);
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

  const send = async (upload, files, {limit, sliceBytes}) => {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const sending = {sent: 0, total, tenth: -1, said: '', under: true, named: false, sliceBytes,
      stopper: new AbortController()};
    sendings.set(upload, sending);
    try {
      const large = files.find(file => file.size > limit);
      if (large) throw new Refused(`${large.name} has ${megabytes(large.size)}; a file may have ${megabytes(limit)}.`);
      for (const file of files) await sendFile(sending, upload, file);
      say(sending, `${files.map(file => file.name).join(', ')} ${files.length > 1 ? 'have' : 'has'} arrived.`);
    } catch (error) {
      if (error.name === 'AbortError') say(sending, 'Stopped. Choose the same files again to go on.');
      else if (error instanceof Refused) say(sending, error.message);
      else say(sending, 'The connection is cut every time. Choose the same files again to go on.');
    }
    sending.under = false;
    show(upload);
    look(sending);
  };

  const say = (sending, text) => { sending.said = text; };
  // The page looks too: then the address names what has arrived, and a reload finds it.
  const look = sending => {
    sending.named = true;
    document.querySelector('.st-key-large_look button')?.click();
  };

  const make = (kind, attributes) => Object.assign(document.createElement(kind), attributes);
  const build = root => {
    const {upload, limit, slice, accept} = root.dataset;
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
      if (files.length) send(upload, files, {limit: Number(limit), sliceBytes: Number(slice)});
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
