// Crossdock's enhancer: what a page gains when scripts run. Nothing depends on it.
// The attributes it reads are listed in src/ui/mod.rs.
(() => {
  'use strict';
  const doc = document, root = doc.documentElement, body = doc.body;
  const one = (sel, at = doc) => at.querySelector(sel);
  const all = (sel, at = doc) => [...at.querySelectorAll(sel)];
  const on = (type, fn, opt) => doc.addEventListener(type, fn, opt);
  const byId = id => '#' + CSS.escape(id);
  const later = (fn, ms) => { let t; return (...a) => { clearTimeout(t); t = setTimeout(fn, ms, ...a); }; };
  const typing = el => el && el.matches('input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]');

  // --- times: by the page's clock, which in a rehearsal is not the browser's
  let skew = 0;
  const setClock = at => { const now = Date.parse(at.documentElement.dataset.now); if (now) skew = now - Date.now(); };
  const units = [['day', 864e5], ['hour', 36e5], ['minute', 6e4]];
  const words = new Intl.RelativeTimeFormat(root.lang || 'en', { numeric: 'always' });
  const tick = () => all('time[data-relative]').forEach(el => {
    const gap = Date.parse(el.dateTime) - Date.now() - skew, size = Math.abs(gap);
    const unit = size <= 2592e6 && units.find(u => size >= u[1]);
    if (unit) el.textContent = words.format(Math.trunc(gap / unit[1]), unit[0]);
  });

  // --- saying something
  const say = (text, tone) => {
    const box = one('#notices');
    if (!box || !text) return;
    all('[data-said]', box).forEach(el => el.remove());
    const el = doc.createElement('div');
    el.className = 'notice'; el.dataset.tone = tone; el.dataset.said = '';
    el.append(Object.assign(doc.createElement('span'), { className: 'notice-text', textContent: text }));
    box.append(el);
  };

  // --- replacing a part of the page
  const carry = (old, fresh) => {
    all('details[id][open]', old).forEach(el => one(byId(el.id), fresh)?.setAttribute('open', ''));
    const picked = new Set(all('[data-select]:checked', old).map(el => el.value));
    all('[data-select]', fresh).forEach(el => { el.checked = picked.has(el.value); });
  };
  const handle = el => el.id ? byId(el.id) : el.name ? `[name="${CSS.escape(el.name)}"]`
    : el.getAttribute('href') ? `[href="${CSS.escape(el.getAttribute('href'))}"]` : null;
  const put = (old, fresh, anew) => {
    const held = old.contains(doc.activeElement) ? doc.activeElement : null;
    fresh = doc.adoptNode(fresh);
    if (!anew) carry(old, fresh);
    old.replaceWith(fresh);
    if (held) {
      const find = handle(held), again = find && (fresh.matches(find) ? fresh : one(find, fresh));
      if (!anew && again && typing(again)) again.value = held.value;
      const to = again || fresh;
      if (!again && to.tabIndex < 0) to.tabIndex = -1;
      to.focus({ preventScroll: true });
      if (again && held.selectionStart != null) try { again.setSelectionRange(held.selectionStart, held.selectionEnd); } catch { /* no caret */ }
    }
    all('[data-list]').forEach(count);
  };
  const oob = (page, skip) => all('[data-oob][id]', page).forEach(el => {
    const here = one(byId(el.id));
    if (here && !skip?.contains(here) && here.outerHTML !== el.outerHTML) put(here, el);
  });
  const load = async (url, init) => {
    const res = await fetch(url, { credentials: 'same-origin', ...init, headers: { 'X-Requested-With': 'swap' } });
    return { res, page: new DOMParser().parseFromString(await res.text(), 'text/html') };
  };
  let flight = null;
  const swap = async (target, url, init = {}, push = true) => {
    const post = push && init.method === 'post', old = one(target);
    if (!old) return location.assign(url);
    // A newer look replaces an older; a deed is waited for.
    if (!post) { flight?.abort(); flight = new AbortController(); init.signal = flight.signal; }
    old.setAttribute('aria-busy', 'true');
    try {
      const { res, page } = await load(url, init);
      let name = target, fresh = one(name, page);
      if (!fresh) { name = '#main'; fresh = one(name, page); }
      if (!fresh || !one(name) || (post && res.redirected && new URL(res.url).pathname !== location.pathname)) {
        if (res.ok || res.redirected) return location.assign(res.url);
        if (!fresh) return say((body.dataset.refused || '').replace('#', res.status), 'danger');
      }
      setClock(page);
      oob(page, one(name));
      // What was picked or typed outlives a look, not a deed.
      put(one(name), fresh, post || !push);
      settled();
      if (page.title) doc.title = page.title;
      if (push && (!post || res.redirected) && res.url !== location.href) history.pushState({ swap: target }, '', res.url);
      here = location.pathname + location.search;
      tick();
    } catch (error) {
      if (error.name !== 'AbortError') say(body.dataset.failed, 'danger');
    } finally {
      one(target)?.removeAttribute('aria-busy');
    }
  };
  let here = location.pathname + location.search;
  addEventListener('popstate', () => {
    if (location.pathname + location.search !== here) swap('#main', location.href, {}, false);
  });

  // --- links and forms
  const hostOf = el => { const host = el?.closest('[data-swap]'); return host && host.dataset.swap !== 'none' ? host.dataset.swap : null; };
  const idle = el => { if (el) { el.disabled = false; el.removeAttribute('aria-busy'); } };
  let lastBox = null;
  on('click', e => {
    const t = e.target.closest('a,button,input,label,summary,tr') || e.target;
    const opener = e.target.closest('details.menu');
    all('details.menu[open]').forEach(el => { if (el !== opener) el.open = false; });
    if (t.dataset.copy !== undefined) {
      navigator.clipboard?.writeText(t.dataset.copy).then(() => say(body.dataset.copied, 'success'));
    } else if (t.dataset.dismiss !== undefined) {
      t.closest('.notice').remove();
    } else if (t.dataset.new !== undefined) {
      refresh([t.closest('[data-live]')], true);
    } else if (t.dataset.themeChoice) {
      root.dataset.theme = t.dataset.themeChoice;
      all('[data-theme-choice]').forEach(el => el.setAttribute('aria-pressed', el.dataset.themeChoice === t.dataset.themeChoice));
    } else if (t.matches('[data-select]')) {
      const boxes = all('[data-select]', t.closest('[data-list]') || doc);
      if (e.shiftKey && boxes.includes(lastBox)) {
        const [a, b] = [boxes.indexOf(lastBox), boxes.indexOf(t)].sort((x, y) => x - y);
        boxes.slice(a, b + 1).forEach(el => { el.checked = t.checked; });
      }
      lastBox = t;
    } else if (t.matches('tr[data-href]') && !e.target.closest('a,button,input,label,summary,.copyable') && !String(getSelection())) {
      if (e.ctrlKey || e.metaKey) open(t.dataset.href); else location.assign(t.dataset.href);
    } else if (t.matches('a[href]') && !e.defaultPrevented && !e.button && !e.ctrlKey && !e.metaKey && !e.shiftKey && !e.altKey) {
      const host = hostOf(t);
      if (host && t.origin === location.origin && !t.target && !t.hasAttribute('download') && !t.getAttribute('href').startsWith('#')) {
        e.preventDefault();
        swap(host, t.href);
      }
    }
  });

  const ask = (by, then) => {
    // # is how many are picked beside a list; else it may be part of a number.
    const box = one('#confirm'), n = by.closest('[data-list]') ? picked(by) : '#';
    const text = key => (by.dataset[key] || '').replace('#', n);
    one('#confirm-title').textContent = text('confirm');
    one('#confirm-body').textContent = text('confirmBody');
    const go = one('#confirm-action');
    go.textContent = text('confirmAction') || go.textContent;
    go.className = by.dataset.confirmKind || 'button primary';
    box.returnValue = '';
    box.onclose = () => { if (box.returnValue === 'yes') then(); by.focus(); };
    box.showModal();
  };
  on('submit', e => {
    const form = e.target, by = e.submitter;
    if (form.method === 'dialog') return;
    if (by?.dataset.confirm && !form.sure && one('#confirm')) {
      e.preventDefault();
      return ask(by, () => { form.sure = true; form.requestSubmit(by); });
    }
    if (form.busy) return e.preventDefault();
    const data = new FormData(form, by), sure = form.sure;
    form.sure = false;
    if (sure) data.set('confirmed', '1');
    const method = (by?.getAttribute('formmethod') || form.getAttribute('method') || 'get').toLowerCase();
    const url = new URL(by?.getAttribute('formaction') || form.getAttribute('action') || location.href, location.href);
    const host = hostOf(by?.closest('[data-swap]') ? by : form);
    const quiet = by?.dataset.themeChoice;
    if (!host && !quiet) {
      if (sure) form.append(Object.assign(doc.createElement('input'), { type: 'hidden', name: 'confirmed', value: '1' }));
      if (method === 'post') { form.busy = true; by?.setAttribute('aria-busy', 'true'); }
      return;
    }
    e.preventDefault();
    const sent = form.enctype === 'multipart/form-data' ? data : new URLSearchParams([...data].filter(p => typeof p[1] === 'string'));
    if (quiet) return void fetch(url, { method: 'post', body: sent, credentials: 'same-origin', redirect: 'manual' });
    if (method === 'get') { url.search = new URLSearchParams([...sent].filter(p => p[1] !== '')); return void swap(host, url.href); }
    // Sent while a person types: a look.
    if (!by && 'auto' in form.dataset) return void swap(host, url.href, { method: 'post', body: sent }, false);
    form.busy = true;
    if (by) { by.setAttribute('aria-busy', 'true'); by.disabled = true; }
    swap(host, url.href, { method: 'post', body: sent }).finally(() => { form.busy = false; idle(by); });
  });
  addEventListener('pageshow', e => { if (e.persisted) { all('[aria-busy]').forEach(idle); all('form').forEach(f => { f.busy = false; }); } });
  const send = el => el.form?.requestSubmit();
  const sendSoon = later(send, 250);
  on('input', e => { if (/ea|xt/.test(e.target.type) && e.target.closest('[data-auto]') && hostOf(e.target)) sendSoon(e.target); });
  on('change', e => {
    const el = e.target;
    if (el.dataset.all !== undefined) all('[data-select]', el.closest('[data-list]')).forEach(box => { box.checked = el.checked; });
    if (el.matches('select,[type=checkbox],[type=radio]') && el.closest('[data-auto]')) send(el);
    const list = el.closest('[data-list]');
    if (list) count(list);
  });
  on('reset', e => { const list = e.target.closest('[data-list]'); if (list) setTimeout(count, 0, list); });

  // --- selected rows
  const count = list => {
    const boxes = all('[data-select]', list), n = boxes.filter(el => el.checked).length;
    const head = one('[data-all]', list), out = one('[data-count]', list);
    if (head) { head.checked = n > 0 && n === boxes.length; head.indeterminate = n > 0 && n < boxes.length; }
    if (out && n) out.textContent = (n === 1 ? out.dataset.one : out.dataset.many).replace('#', n);
  };
  const picked = by => {
    const list = by.closest('[data-list]') || doc;
    return one('[name=all_matching]:checked', list) ? '' : all('[data-select]:checked', list).length;
  };

  // --- live: the server says what changed, and it is fetched
  const bare = el => { const copy = el.cloneNode(true); all('time[data-relative]', copy).forEach(t => { t.textContent = ''; }); return copy.outerHTML; };
  const merge = (old, fresh) => {
    const was = one('[data-rows]', old), is = one('[data-rows]', fresh);
    if (!was || !is) return 0;
    const rows = new Map([...is.children].map(el => [el.id, el])), known = new Set();
    const kept = [...was.children].map(el => {
      known.add(el.id);
      const now = rows.get(el.id);
      ['changed', 'gone'].forEach(mark => { if (now) delete el.dataset[mark]; });
      if (!now) { el.dataset.gone = ''; el.title = was.dataset.goneTitle || ''; return el.cloneNode(true); }
      if (bare(now) !== bare(el)) now.dataset.changed = '';
      return now;
    });
    const added = [...rows.keys()].filter(id => !known.has(id)).length;
    if (!known.size) return 0;
    is.replaceChildren(...kept);
    const button = one('[data-new]', fresh);
    if (button && added) { button.textContent = (added === 1 ? button.dataset.one : button.dataset.many).replace('#', added); button.hidden = false; }
    return added;
  };
  const inUse = el => el.isConnected && (typing(doc.activeElement) && el.contains(doc.activeElement) || one('details.menu[open],dialog[open]', el) || el.matches('[aria-busy=true]'));
  // Answers may overtake; no region goes back to an older one.
  let asked = 0;
  const shown = new Map();
  const settled = () => { all('[data-live][id]').forEach(el => shown.set(el.id, ++asked)); if (waiting.size) soon(); };
  const source = el => el.dataset.src || location.href;
  const refresh = async (regions, whole) => {
    const turn = ++asked, urls = new Map();
    regions.forEach(el => urls.set(source(el), [...(urls.get(source(el)) || []), el.id]));
    for (const [url, group] of urls) try {
      const { res, page } = await load(url);
      if (res.redirected) continue;
      if (!res.ok) throw res.status;
      setClock(page);
      // Another answer may have replaced it meanwhile.
      group.map(id => one(byId(id))).filter(el => el && source(el) === url).forEach(el => {
        const fresh = one(byId(el.id), page);
        if (!fresh) return;
        if ((shown.get(el.id) || 0) > turn && whole) return refresh([el], true);
        if ((shown.get(el.id) || 0) > turn || (inUse(el) && !whole)) return changed(el.dataset.live.split(' '));
        shown.set(el.id, turn);
        if (!whole) merge(el, fresh);
        if (bare(el) !== bare(fresh)) put(el, fresh);
      });
      all('[data-oob][id]:not(#notices)', page).forEach(el => { const now = one(byId(el.id)); if (now && now.outerHTML !== el.outerHTML) put(now, el); });
      tick();
    } catch { setTimeout(changed, 5e3, ['*']); }
  };
  const waiting = new Set();
  let running = false;
  const flush = async () => {
    if (running || doc.hidden) return;
    const due = all('[data-live][id]').filter(el => el.dataset.live.split(' ').some(topic => waiting.has(topic) || waiting.has('*')) && !inUse(el));
    if (!due.length) return;
    running = true;
    waiting.clear();
    await refresh(due);
    running = false;
    if (waiting.size) soon();
  };
  // Counted from the first change: they may never cease.
  let timer = 0;
  const soon = () => { timer ||= setTimeout(() => { timer = 0; flush(); }, 200); };
  const changed = topics => { topics.forEach(topic => waiting.add(topic)); soon(); };
  on('focusout', () => waiting.size && soon());
  on('toggle', () => waiting.size && soon(), true);
  if (body.dataset.events) {
    let source = null, lost = false;
    const listen = () => {
      if (doc.hidden) { source?.close(); source = null; return; }
      if (source) return;
      source = new EventSource(body.dataset.events);
      source.onmessage = e => changed(e.data.split(/\s+/).filter(Boolean));
      // What happened unheard is fetched once.
      source.onopen = () => { if (lost) { all('[data-said]').forEach(el => el.remove()); changed(['*']); } lost = false; };
      source.onerror = () => { if (!lost) say(body.dataset.liveLost, 'warning'); lost = true; if (source?.readyState === 2) { source = null; setTimeout(listen, 5000); } };
    };
    on('visibilitychange', () => { if (!doc.hidden) changed(['*']); listen(); });
    listen();
  }

  // --- keys
  let prefix = '';
  const forget = later(() => { prefix = ''; }, 1200);
  const step = by => {
    const rows = all('[data-rows] > [data-row]');
    const at = rows.findIndex(el => el === doc.activeElement || el.contains(doc.activeElement));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
  };
  on('keydown', e => {
    const el = doc.activeElement, row = el?.closest?.('[data-row]');
    if (e.key === 'Escape') { const open = one('details.menu[open]'); if (open) { open.open = false; one('summary', open).focus(); } else if (typing(el)) el.blur(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(el) || one('dialog[open]')) return;
    const link = prefix && one(`[data-key="${CSS.escape(prefix + ' ' + e.key)}"]`);
    const keys = {
      j: () => step(1), k: () => step(-1),
      x: () => row && one('[data-select]', row)?.click(),
      Enter: () => el === row && row?.dataset.href && location.assign(row.dataset.href),
      '/': () => (one('[data-search]') || one('[type=search]'))?.select(),
      '?': () => one('#shortcuts')?.togglePopover(),
      g: () => { prefix = 'g'; forget(); },
    };
    if (link) { prefix = ''; e.preventDefault(); link.click(); return; }
    if (!keys[e.key] || (e.key === 'Enter' && el !== row)) return;
    e.preventDefault();
    keys[e.key]();
  });

  root.classList.add('js');
  setClock(doc);
  all('[data-list]').forEach(count);
  setInterval(tick, 3e4);
})();
