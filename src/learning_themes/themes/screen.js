// The checking screen. It shows what the kernel sends and sends what the analyst does; it says "saved" only
// when the kernel has confirmed that the answer is on the disk. Text from reports is set as text, never as markup.

const SECTIONS = { "front-matter": "front matter", "good-practice": "good practice" };
const JUDGEMENTS = [
  ["key", "Key: the review turns on it"],
  ["present", "Present, but not key"],
  ["absent", "Absent"],
];
const KEYS = [
  ["D", "done, next"],
  ["A", "all as found, next"],
  ["N", "no theme here, next"],
  ["/", "find a theme to add"],
  ["S", "skip"],
  ["U", "undo"],
  ["B", "back"],
  ["F", "forward"],
];

function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

let counter = 0;
function newId() {
  counter += 1;
  const random = Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join("");
  return `${Date.now().toString(36)}-${counter}-${random}`;
}

function render({ model, el }) {
  const about = model.get("about");
  const themes = new Map(about.themes.map((theme) => [theme.id, theme]));
  const prefix = `lt-${newId()}`;
  const state = { by: "", items: [], at: 0, progress: null, waiting: new Map(), then: [] };

  const status = make("p", { class: "lt-status", role: "status" });
  const bar = make("div", { class: "lt-bar" });
  const main = make("div", { class: "lt-main" });
  const root = make(
    "section",
    { class: "lt-check", "aria-label": "Checking the coding", "data-lm-suppress-shortcuts": "true" },
    bar, status, main,
  );
  root.addEventListener("keydown", onKey);
  el.append(root);

  // --- messages ---------------------------------------------------------------------------------------
  function send(message, then) {
    const id = newId();
    const late = setTimeout(
      () => say("Not saved yet: the kernel does not answer. If this stays, run the notebook again; only this"
        + " last click can be lost.", "wrong"), 8000);
    state.waiting.set(id, { then, late });
    say(message.type === "open" ? "Opening…" : "Saving…", "busy");
    model.send({ ...message, id });
  }

  function receive(reply) {
    const asked = state.waiting.get(reply.id);
    if (!asked) return;
    state.waiting.delete(reply.id);
    clearTimeout(asked.late);
    if (reply.type === "failed") {
      state.then = [];
      say(reply.message, "wrong");
      if (state.items.length) showItem(false);
      return;
    }
    if (reply.items) state.items = reply.items;
    else state.items[reply.at] = reply.item;
    if (reply.by) state.by = reply.by;
    state.progress = reply.progress;
    if (reply.type !== "opened") say(`${reply.type === "undone" ? "Undone and saved" : "Saved"} at ${clock()}`, "saved");
    showBar();
    asked.then(reply);
    while (state.waiting.size === 0 && state.then.length) state.then.shift()();
  }

  // What follows on an answer waits until the answer is saved.
  function whenSaved(action) {
    if (state.waiting.size) state.then.push(action);
    else action();
  }
  model.on("msg:custom", receive);

  function say(text, kind) {
    status.textContent = text;
    status.dataset.kind = kind;
  }

  function clock() {
    return new Date().toLocaleTimeString("en-GB");
  }

  // --- name -------------------------------------------------------------------------------------------
  function showName() {
    const input = make("input", { id: `${prefix}-name`, type: "text", autocomplete: "name", maxlength: "60", required: true });
    input.value = model.get("by") || "";
    const form = make(
      "form", { class: "lt-name" },
      make("label", { for: input.id }, "Your name, kept with every answer"),
      input, make("button", { type: "submit", class: "lt-first" }, "Start"),
    );
    form.addEventListener("submit", (event) => { event.preventDefault(); open(input.value); });
    main.replaceChildren(make("p", {}, `${about.count} to answer. Each answer is written as you give it.`), form);
  }

  function open(by) {
    send({ type: "open", by }, (reply) => {
      say(reply.progress.done ? `Going on where ${reply.by} stopped.` : `Each answer is saved as you give it.`, "saved");
      show(reply.at, false);
    });
  }

  // --- bar --------------------------------------------------------------------------------------------
  function showBar() {
    const { done, of, minutes } = state.progress;
    const left = done === of ? "all done" : minutes < 2 ? "about a minute left" : `about ${minutes} minutes left`;
    bar.replaceChildren(
      make("span", { class: "lt-who" }, state.by),
      make("span", {}, `${done} of ${of} answered, ${left}`),
      make("progress", { max: String(of), value: String(done), "aria-label": "Answered" }),
    );
  }

  // --- items ------------------------------------------------------------------------------------------
  const item = () => state.items[state.at];

  function show(at, focus = true) {
    state.at = Math.max(0, at);
    if (!state.items.length || state.at >= state.items.length) showEnd();
    else showItem(focus);
  }

  function goOn() {
    const order = state.items.map((_, place) => (state.at + 1 + place) % state.items.length);
    const next = order.find((place) => !state.items[place].finished);
    if (next === undefined) showEnd();
    else show(next);
  }

  function showEnd() {
    const heading = make("h3", { tabindex: "-1" }, state.items.length ? "All answered" : "Nothing to answer");
    const again = state.items.length
      ? make("button", { type: "button", onclick: () => show(state.items.length - 1) }, "Back to the last one") : null;
    main.replaceChildren(
      heading,
      make("p", {}, state.items.length
        ? "Thank you. Now click on the heading “What was decided” below and choose Run > Run Selected Cell and All Below."
        : "There is no passage in this draw."),
      make("div", { class: "lt-buttons" }, again, state.items.length ? undoButton() : null),
    );
    heading.focus();
  }

  function showItem(focus = true) {
    const it = item();
    const heading = make(
      "h3", { tabindex: "-1", id: `${prefix}-heading` },
      `${state.at + 1} of ${state.items.length}: ${it.title}`,
    );
    const body = { passage: passageBody, pair: pairBody, settle: settleBody }[it.kind](it);
    const note = it.kind === "settle" ? null : noteField(it);
    main.replaceChildren(heading, ...body, ...(note ? [note] : []), buttons(it), keysHelp());
    if (focus) heading.focus();
  }

  function place(it) {
    const parts = [];
    if (it.page) parts.push(`page ${it.page}`);
    if (it.section) parts.push(SECTIONS[it.section] || it.section);
    if (it.heading) parts.push(`under “${it.heading}”`);
    return make("p", { class: "lt-place" }, parts.join(", "));
  }

  function paragraph(it) {
    return make(
      "blockquote", { class: "lt-paragraph" },
      it.before ? `${it.before} ` : null, make("mark", {}, it.text), it.after ? ` ${it.after}` : null,
    );
  }

  function passageBody(it) {
    const list = make("div", { class: "lt-themes" });
    const found = new Map(it.codes.map((code) => [code.theme, code]));
    for (const theme of new Set([...found.keys(), ...Object.keys(it.given)])) list.append(themeField(it, theme, found.get(theme)));
    const question = it.hidden
      ? "Which themes does the marked passage speak of? What the machine found is shown after your answer."
      : it.blind
        ? "What the machine found, beside your answer. Change what you now see otherwise, or go on."
        : it.codes.length ? "Is each theme right for the marked passage?" : "The machine found no theme here. Is there one?";
    return [place(it), paragraph(it), make("p", { class: "lt-question" }, question), list, themeSearch(it, list)];
  }

  function themeField(it, theme, code) {
    const meant = themes.get(theme) || { name: theme, definition: "" };
    const name = `${prefix}-${theme}`;
    let chosen = it.given[theme];
    if (chosen === undefined && code && it.complete) chosen = "";
    const option = (value, label) => {
      const input = make("input", { type: "radio", name, value, checked: chosen === value });
      input.addEventListener("change", () => {
        const verdict = !value ? "rejected" : !code ? "added" : value === code.stance ? "accepted" : "changed";
        decide([{ verdict, theme, stance: value }], () => {});
      });
      return make("label", {}, input, ` ${label}`);
    };
    return make(
      "fieldset", { "data-theme": theme },
      make("legend", {}, meant.name),
      code ? make("p", { class: "lt-why" }, `Found as ${code.stance}. Why: ${code.why}`) : null,
      meant.definition ? make("details", {}, make("summary", {}, "Definition"), make("p", {}, meant.definition)) : null,
      make("div", { class: "lt-options" },
        ...about.stances.map((stance) => option(stance, code && code.stance === stance ? `${stance} (as found)` : stance)),
        option("", "not this theme")),
    );
  }
  function themeSearch(it, list) {
    const input = make("input", { id: `${prefix}-search`, type: "search", autocomplete: "off", "data-search": true,
      "aria-describedby": `${prefix}-hits` });
    const count = make("p", { id: `${prefix}-hits`, class: "lt-hits", role: "status" });
    const results = make("ul", { class: "lt-results" });
    const all = make("details", {}, make("summary", {}, `All ${themes.size} themes`), resultsOf([...themes.values()], pick));
    function pick(theme) {
      let field = [...list.children].find((one) => one.dataset.theme === theme.id);
      if (!field) {
        field = themeField(it, theme.id, it.codes.find((code) => code.theme === theme.id));
        list.append(field);
      }
      input.value = "";
      all.open = false;
      filter();
      field.querySelector("input").focus();
    }
    function filter() {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const scored = words.length ? about.themes
        .filter((theme) => words.every((word) => `${theme.name} ${theme.id} ${theme.definition}`.toLowerCase().includes(word)))
        .sort((a, b) => inName(b, words) - inName(a, words)) : [];
      results.replaceChildren(...resultsOf(scored.slice(0, 6), pick).children);
      count.textContent = !words.length ? "" : scored.length
        ? `${scored.length} found${scored.length > 6 ? ", the first 6 shown" : ""}` : "No theme has these words";
    }
    input.addEventListener("input", filter);
    input.addEventListener("keydown", (event) => {
      const first = results.querySelector("button");
      if (event.key === "Enter" && first) { event.preventDefault(); first.click(); }
      if (event.key === "Escape") { input.value = ""; filter(); root.querySelector("h3").focus(); event.stopPropagation(); }
    });
    return make("div", { class: "lt-add" },
      make("label", { for: input.id }, "Add a theme: type part of its name or definition"), input, count, results, all);
  }

  function inName(theme, words) {
    return words.filter((word) => theme.name.toLowerCase().includes(word)).length;
  }

  function resultsOf(found, pick) {
    return make("ul", { class: "lt-results" }, ...found.map((theme) =>
      make("li", {}, make("button", { type: "button", onclick: () => pick(theme) }, theme.name),
        make("span", {}, ` ${theme.definition}`))));
  }

  function pairBody(it) {
    const theme = themes.get(it.theme) || { name: it.theme, definition: "" };
    const shown = it.shown.map((one) => make("li", {}, make("span", {}, one.text),
      make("span", { class: "lt-place" }, ` ${[one.page ? `page ${one.page}` : "", one.stance ? `found as ${one.stance}` : ""]
        .filter(Boolean).join(", ")}`)));
    const options = JUDGEMENTS.map(([value, label]) => {
      const input = make("input", { type: "radio", name: `${prefix}-judged`, value, checked: it.judged === value });
      input.addEventListener("change", () => decide([{ verdict: value }], () => {}));
      return make("label", {}, input, ` ${label}`);
    });
    return [
      make("p", { class: "lt-question" }, `Does this review show: ${theme.name}?`),
      make("p", {}, theme.definition),
      make("p", {}, "Present: two or more passages judge practice on it, outside terms of reference and appendices."
        + " Key: a recommendation, a learning point or the heading of a finding is about it, or a tenth of the findings."),
      make("p", {}, it.shown.length
        ? `Passages that speak most for it. Where they leave you in doubt, look into ${it.file}:`
        : `No passage speaks for it. If in doubt, look into ${it.file}.`),
      make("ol", { class: "lt-shown" }, ...shown),
      make("fieldset", {}, make("legend", {}, theme.name), make("div", { class: "lt-options" }, ...options)),
    ];
  }

  function settleBody(it) {
    const theme = themes.get(it.theme) || { name: it.theme, definition: "" };
    const options = [...about.stances.map((stance) => [stance, stance]), ["no", "not this theme"]].map(([value, label]) => {
      const input = make("input", { type: "radio", name: `${prefix}-settle`, value, checked: it.judged === value });
      input.addEventListener("change", () => decide([{ verdict: "settled", stance: value === "no" ? "" : value }], () => {}));
      return make("label", {}, input, ` ${label}`);
    });
    return [
      place(it), paragraph(it),
      make("p", { class: "lt-question" }, `To settle: ${theme.name}. ${it.answers}`),
      make("p", {}, theme.definition),
      make("fieldset", {}, make("legend", {}, `What holds for ${theme.name}`), make("div", { class: "lt-options" }, ...options)),
    ];
  }

  function noteField(it) {
    const area = make("textarea", { id: `${prefix}-note`, rows: "2", maxlength: "2000" });
    area.value = it.note;
    area.addEventListener("change", () => {
      if (area.value !== item().note) decide([{ verdict: "noted", note: area.value }], () => {});
    });
    return make("div", { class: "lt-note" }, make("label", { for: area.id }, "Note (optional)"), area);
  }

  // --- answers ----------------------------------------------------------------------------------------
  function decide(decisions, then) {
    const theme = item().kind === "passage" ? undefined : item().theme;
    send({ type: "decide", item: state.at, decisions: decisions.map((one) => ({ theme, ...one })) }, then);
  }

  function unanswered(it) {
    return it.complete ? [] : it.codes.filter((code) => it.given[code.theme] === undefined);
  }

  function finish(decisions) {
    const before = item();
    decide([...decisions, ...(before.complete ? [] : [{ verdict: "complete" }])], (reply) => {
      if (before.hidden && differs(reply.item)) showItem();
      else {
        if (before.hidden) say(`Saved at ${clock()}. The machine found the same.`, "saved");
        goOn();
      }
    });
  }

  function differs(it) {
    const found = new Map(it.codes.map((code) => [code.theme, code.stance]));
    const given = Object.entries(it.given).filter(([, stance]) => stance);
    return given.length !== found.size || given.some(([theme, stance]) => found.get(theme) !== stance);
  }

  function done() {
    const it = item();
    if (it.kind !== "passage") {
      if (!it.judged && it.kind === "pair") say("Choose key, present or absent first, or skip.", "wrong");
      else goOn();
      return;
    }
    if (it.complete) { goOn(); return; }
    const open = unanswered(it);
    if (open.length) {
      say(`Answer ${open.map((code) => themes.get(code.theme)?.name || code.theme).join(", ")} first,`
        + " or choose “All as found”.", "wrong");
      root.querySelector(`[data-theme="${CSS.escape(open[0].theme)}"] input`)?.focus();
      return;
    }
    finish([]);
  }

  function allAsFound() {
    const it = item();
    if (it.kind !== "passage" || it.hidden || it.complete) return;
    finish(unanswered(it).map((code) => ({ verdict: "accepted", theme: code.theme, stance: code.stance })));
  }

  function noTheme() {
    const it = item();
    if (it.kind !== "passage" || it.complete) return;
    const given = Object.entries(it.given).filter(([, stance]) => stance).map(([theme]) => theme);
    const refused = new Set([...given, ...unanswered(it).map((code) => code.theme)]);
    finish([...refused].map((theme) => ({ verdict: "rejected", theme, stance: "" })));
  }

  function skip() {
    if (item().kind === "settle" || item().complete || item().judged) goOn();
    else decide([{ verdict: "skipped" }], goOn);
  }

  function undo() {
    send({ type: "undo" }, (reply) => show(reply.at));
  }

  function undoButton() {
    return make("button", { type: "button", onclick: () => whenSaved(undo) }, "Undo");
  }

  function buttons(it) {
    const button = (label, action, first) => make("button", { type: "button", class: first ? "lt-first" : "", onclick: () => whenSaved(action) }, label);
    const row = [button(it.complete || it.kind !== "passage" ? "Next" : "Done, next", done, true)];
    if (it.kind === "passage" && !it.complete) {
      if (!it.hidden && it.codes.length) row.push(button("All as found, next", allAsFound));
      row.push(button("No theme here, next", noTheme));
    }
    if (!it.finished) row.push(button("Skip", skip));
    row.push(undoButton(), button("Back", () => show(state.at - 1)), button("Forward", () => show(state.at + 1)));
    return make("div", { class: "lt-buttons" }, ...row);
  }

  // --- keys -------------------------------------------------------------------------------------------
  function keysHelp() {
    return make("details", { class: "lt-keys" }, make("summary", {}, "Keys (they work while the focus is in this screen)"),
      make("dl", {}, ...KEYS.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)]),
        make("dt", {}, make("kbd", {}, "Tab")), make("dd", {}, "to the next theme or button"),
        make("dt", {}, make("kbd", {}, "← →")), make("dd", {}, "to choose among the answers of a theme")));
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation();
    const typing = event.target.matches("textarea, input[type=search], input[type=text]");
    if (typing || !state.items.length) return;
    const actions = { d: done, a: allAsFound, n: noTheme, s: skip, u: undo, b: () => show(state.at - 1), f: () => show(state.at + 1),
      "/": () => root.querySelector("[data-search]")?.focus() };
    const action = actions[event.key.toLowerCase()];
    if (!action || state.at >= state.items.length) return;
    event.preventDefault();
    whenSaved(action);
  }

  showName();
  // "Run All Cells" leaves the reader at the last cell of the notebook: lead back here, once.
  setTimeout(() => root.scrollIntoView({ block: "start" }), 700);
  if (model.get("by")) open(model.get("by"));
  return () => model.off("msg:custom", receive);
}

export default { render };
