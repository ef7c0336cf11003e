/* What the page can do without a script it does without one: this adds local times, and what has changed since. */
(() => {
  'use strict';
  const body = document.body;
  const language = document.documentElement.lang;
  const local = new Intl.DateTimeFormat(language, {dateStyle: 'medium', timeStyle: 'short'});

  function localise(root) {
    for (const range of root.querySelectorAll('.range')) {
      const [from, to] = [...range.children].map(time => new Date(time.dateTime));
      range.title = range.textContent;
      range.textContent = local.formatRange(from, to);
    }
    for (const time of root.querySelectorAll('time[datetime]')) {
      const moment = new Date(time.dateTime);
      if (!isNaN(moment)) {
        time.title = time.textContent;
        time.textContent = local.format(moment);
      }
    }
  }

  function zone() {
    const place = document.getElementById('zone');
    if (place) {
      place.textContent = place.textContent.replace('UTC', Intl.DateTimeFormat().resolvedOptions().timeZone);
    }
  }

  // The whole content is fetched anew: it was rendered once for everybody, and is a few kilobytes.
  let known = '';
  async function refresh() {
    let html;
    try {
      const answer = await fetch(location.href, {cache: 'no-cache'});
      if (!answer.ok) {
        return;
      }
      html = await answer.text();
    } catch (away) {
      return;
    }
    if (html === known) {
      return;
    }
    known = html;
    const next = new DOMParser().parseFromString(html, 'text/html');
    const now = next.querySelector('main');
    const old = document.querySelector('main');
    if (!now || !old) {
      return;
    }
    const active = document.activeElement;
    const href = old.contains(active) ? active.getAttribute('href') : null;
    const open = [...old.querySelectorAll('details')].map(one => one.open);
    localise(now);
    now.querySelectorAll('details').forEach((one, i) => { one.open = open[i] || false; });
    old.replaceWith(now);
    body.dataset.events = next.body.dataset.events;
    document.title = next.title;
    const icon = document.querySelector('link[rel=icon]');
    const other = next.querySelector('link[rel=icon]');
    if (icon && other && icon.href !== other.href) {
      icon.href = other.href;
    }
    if (href) {
      const again = [...now.querySelectorAll('a')].find(link => link.getAttribute('href') === href);
      if (again) {
        again.focus({preventScroll: true});
      }
    }
  }

  // Many browsers hear of a change at the same moment.
  let due = 0;
  function soon() {
    clearTimeout(due);
    due = setTimeout(refresh, 100 + Math.random() * 500);
  }

  // Its address says what the page shows: when that is another by now, the stream begins with it.
  let events = null;
  function listen() {
    if (!body.dataset.events || !window.EventSource) {
      return;
    }
    events = new EventSource(body.dataset.events);
    events.onopen = () => body.classList.add('live');
    events.onerror = () => {
      body.classList.remove('live');
      if (events && events.readyState === EventSource.CLOSED) {
        setTimeout(again, 30000);
      }
    };
    events.addEventListener('state', event => {
      document.getElementById('news').textContent = JSON.parse(event.data).text;
      soon();
    });
    events.addEventListener('refresh', soon);
  }

  function hush() {
    if (events) {
      events.close();
      events = null;
    }
  }

  // A stream that slept is open, and says nothing.
  function again() {
    hush();
    refresh();
    listen();
  }

  localise(document);
  zone();
  listen();
  setInterval(() => { if (!document.hidden) { refresh(); } }, 60000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { refresh(); } });
  addEventListener('pagehide', hush);
  addEventListener('pageshow', event => { if (event.persisted) { again(); } });
  addEventListener('online', again);
  let ticked = Date.now();
  setInterval(() => {
    const slept = Date.now() - ticked > 90000;
    ticked = Date.now();
    if (slept) {
      again();
    }
  }, 10000);
})();
