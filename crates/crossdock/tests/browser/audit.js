// What every page has to keep, looked at from inside of it. Gives what is wrong, as sentences.
(() => {
  const wrong = [];
  const all = sel => [...document.querySelectorAll(sel)];
  const shown = el => el.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && el.getClientRects().length > 0;
  const what = el => el.outerHTML.replace(/\s+/g, ' ').slice(0, 140);
  const words = el => (el?.innerText || el?.textContent || '').trim();

  // Nothing is wider than the window.
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) {
    const out = all('body *').filter(el => shown(el) && el.getBoundingClientRect().right > wide + 1);
    wrong.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${wide}: ${out.slice(-1).map(what)}`);
  }

  // One title, in order; a language; landmarks; no id twice.
  const titles = all('h1').filter(shown);
  if (titles.length !== 1) wrong.push(`${titles.length} h1`);
  let level = 1;
  for (const el of all('h1,h2,h3,h4').filter(shown)) {
    const now = Number(el.tagName[1]);
    if (now > level + 1) wrong.push(`a heading jumps from ${level} to ${now}: ${what(el)}`);
    level = now;
  }
  if (!document.documentElement.lang) wrong.push('no language');
  if (!document.title) wrong.push('no title');
  if (all('main').length !== 1) wrong.push(`${all('main').length} main`);
  const ids = new Map();
  all('[id]').forEach(el => ids.set(el.id, (ids.get(el.id) || 0) + 1));
  for (const [id, times] of ids) if (times > 1) wrong.push(`the id ${id} is there ${times} times`);
  for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for', 'form', 'popovertarget'])
    for (const el of all(`[${name}]`))
      for (const id of el.getAttribute(name).split(/\s+/).filter(Boolean))
        if (!ids.has(id)) wrong.push(`${name}=${id} leads nowhere: ${what(el)}`);

  // Every control has a name, every picture says what it shows.
  const named = el => {
    const by = (el.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean).map(id => words(document.getElementById(id))).join('');
    const labels = [...(el.labels || [])].map(words).join('');
    const inside = words(el) || [...el.querySelectorAll('img[alt],[aria-label],title')].map(one => one.alt || one.getAttribute('aria-label') || one.textContent).join('');
    return by || el.getAttribute('aria-label') || labels || (/^(A|BUTTON|SUMMARY)$/i.test(el.tagName) && inside);
  };
  for (const el of all('a[href],button,input:not([type=hidden]),select,textarea,summary,[role=button],dialog,nav'))
    if ((shown(el) || /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName) && !el.hidden) && !named(el) && el.type !== 'submit') wrong.push(`no name: ${what(el)}`);
  for (const el of all('img')) if (el.getAttribute('alt') === null) wrong.push(`no alt: ${what(el)}`);
  for (const el of all('svg')) if (el.getAttribute('aria-hidden') !== 'true' && !el.getAttribute('aria-label') && !el.querySelector('title') && el.getAttribute('role') !== 'img') wrong.push(`a drawing without a name: ${what(el)}`);
  for (const el of all('[tabindex]')) if (el.tabIndex > 0) wrong.push(`tabindex above 0: ${what(el)}`);
  for (const el of all('[style],script:not([src])')) wrong.push(`inline style or script: ${what(el)}`);

  // Words stand out against what is behind them: AA.
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const color = text => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: a / 255 };
  };
  const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 });
  const behind = el => {
    const layers = [];
    for (let at = el; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none') return null;
      const back = color(style.backgroundColor);
      if (back.a > 0) layers.push(back);
      if (back.a === 1) break;
    }
    return layers.reduceRight((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const light = ({ r, g, b }) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const seen = new Set();
  const contrast = els => { for (const el of els) {
    const own = [...el.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !shown(el) || el.closest('[disabled],[aria-disabled=true],.sr-only,svg')) continue;
    const style = getComputedStyle(el), back = behind(el);
    if (!back) continue;
    const front = over(color(style.color), back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05), size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const key = `${style.color} ${back.r} ${back.g} ${back.b}`;
    if (ratio < least && !seen.has(key)) { seen.add(key); wrong.push(`contrast ${ratio.toFixed(2)}: ${what(el)}`); }
    if (size < 11.9 && !seen.has(`size ${size}`)) { seen.add(`size ${size}`); wrong.push(`${size} px is small: ${what(el)}`); }
  } };
  contrast(all('body *'));
  // Also while a row shines that has just changed.
  const rows = all('.table tbody tr');
  rows.forEach(el => { el.dataset.changed = ''; });
  document.getAnimations().filter(one => one.animationName === 'changed').forEach(one => { one.pause(); one.currentTime = 0; });
  contrast(rows.flatMap(el => [...el.querySelectorAll('*')]));
  rows.forEach(el => { delete el.dataset.changed; });
  return wrong;
})()
