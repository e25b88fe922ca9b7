// Draws the charts: each when it is near what is seen, and all of them before a page is printed.
(() => {
  const CHARTS = '[data-testid=stMain] .muster-chart';
  const views = new Map();  // a chart on the page to what draws it
  let vega;  // the Vega that Streamlit brings, once it has come

  const load = async () => {
    const links = [...document.querySelectorAll('link[data-charts]')];
    const [embedding, loader] = await Promise.all(links.map(link => import(link.href)));
    const brought = Object.values(embedding).find(one => one.vega && one.vegaLite);
    const {expressionInterpreter} = await Object.values(loader)[0]();
    vega = {...brought.vega, compile: brought.vegaLite.compile, expr: expressionInterpreter};
    fix();
  };
  let loading = false;

  const draw = chart => {
    if (!vega || views.has(chart) || !chart.clientWidth) return;
    try {
      const spec = {...JSON.parse(chart.dataset.spec), width: chart.clientWidth};
      const compiled = vega.compile(spec, {logger: vega.logger(vega.Error)}).spec;
      const view = new vega.View(vega.parse(compiled, {}, {ast: true}),
        {container: chart, renderer: 'svg', expr: vega.expr, hover: true});
      views.set(chart, view);
      view.tooltip(tell).run();
      widths.observe(chart);
    } catch (problem) {
      views.set(chart, views.get(chart) ?? null);  // asked once
      chart.textContent = 'This chart could not be drawn. Its figures are in the table below.';
      console.error(problem);
    }
    chart.style.minHeight = '';
  };

  // Drawn anew where its place has become wider or narrower.
  const widths = new ResizeObserver(entries => requestAnimationFrame(() => entries.forEach(({target}) => {
    const view = views.get(target);
    const width = target.clientWidth;
    if (view && width && view.width() !== width) view.width(width).run();
  })));

  const tip = document.createElement('div');
  tip.id = 'muster-tip';
  const tell = (_, event, item, value) => {
    tip.hidden = value === null || value === undefined || value === '';
    if (tip.hidden) return;
    const lines = typeof value === 'object' ? Object.entries(value) : [['', String(value)]];
    tip.replaceChildren(...lines.map(([name, text]) => {
      const line = document.createElement('div');
      const label = document.createElement('span');
      label.textContent = name;
      line.append(label, text === null || text === 'null' ? '\u2013' : String(text));
      return line;
    }));
    if (!tip.isConnected) document.body.append(tip);
    const {width, height} = tip.getBoundingClientRect();
    const across = event.clientX + 12 + width > innerWidth ? event.clientX - 12 - width : event.clientX + 12;
    const down = event.clientY + 12 + height > innerHeight ? event.clientY - 12 - height : event.clientY + 12;
    tip.style.left = `${Math.max(0, across)}px`;
    tip.style.top = `${Math.max(0, down)}px`;
  };

  // Half a screen ahead, so that what comes into view is there already.
  const isNear = chart => {
    const {top, bottom} = chart.getBoundingClientRect();
    return printing || bottom > -innerHeight / 2 && top < innerHeight * 1.5;
  };
  let printing = false;
  let main, sight;
  const watch = () => {
    const now = document.querySelector('[data-testid=stMain]');
    if (now === main) return;
    sight?.disconnect();
    main = now;
    sight = main && new IntersectionObserver(
      entries => entries.forEach(({target, isIntersecting}) => isIntersecting && draw(target)),
      {root: main, rootMargin: '50% 0px'});
  };
  const fix = () => {
    for (const [chart, view] of views) {
      if (chart.isConnected) continue;
      views.delete(chart);
      widths.unobserve(chart);
      view?.finalize();
      tip.hidden = true;
    }
    const waiting = [...document.querySelectorAll(CHARTS)].filter(chart => !views.has(chart));
    if (!waiting.length) return;
    if (!loading) {
      loading = true;
      load().catch(problem => console.error(problem));
    }
    watch();
    // What was there before a choice and is there after it is drawn at once, so that nothing blinks.
    if (vega) waiting.filter(isNear).forEach(draw);
    waiting.forEach(chart => views.has(chart) || sight.observe(chart));
  };
  let soon = false;
  new MutationObserver(() => {
    if (soon) return;
    soon = true;
    requestAnimationFrame(() => { soon = false; fix(); });
  }).observe(document.documentElement, {childList: true, subtree: true});
  const print = () => {
    printing = true;
    document.querySelectorAll(CHARTS).forEach(draw);
  };
  addEventListener('beforeprint', print);
  addEventListener('afterprint', () => { printing = false; });
})();
