// Chooses among the cases. What is chosen stands in the address, so that a choice can be sent to somebody; without this script every case is shown.
const form = document.getElementById("filter");
const count = document.getElementById("count");
const nothing = document.getElementById("nothing");
const cases = [...document.querySelectorAll("details.case")];
const groups = [...document.querySelectorAll(".group")];
const texts = new Map();

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  history.replaceState(null, "", `#${chosen()}`);
  show();
});
form.addEventListener("reset", () => {
  // The form is empty only after this event.
  setTimeout(() => {
    history.replaceState(null, "", "#");
    show();
  });
});
addEventListener("hashchange", follow);
follow();

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = navigator.clipboard === undefined;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.closest(".command").querySelector("pre").textContent);
    button.textContent = "Copied";
  });
}

/** Does what the address says: chooses, or opens one case. */
function follow() {
  const address = location.hash.slice(1);
  const one = /^case-\d+$/.test(address) ? document.getElementById(address) : null;
  if (one !== null) {
    form.reset();
    show();
    one.open = true;
    one.scrollIntoView();
    one.querySelector("summary").focus();
    return;
  }
  if (!address.includes("=")) {
    return;
  }
  fill(new URLSearchParams(address));
  show();
  const title = document.getElementById("cases-title");
  title.scrollIntoView();
  title.focus({ preventScroll: true });
}

function fill(parameters) {
  for (const element of form.elements) {
    if (element.type === "checkbox") {
      element.checked = parameters.getAll(element.name).includes(element.value);
    } else if (element.name !== "") {
      element.value = parameters.get(element.name) ?? "";
    }
  }
}

/** What is chosen, without what is left open. */
function chosen() {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
}

function show() {
  const wanted = chosen();
  const outcomes = wanted.getAll("outcome");
  const text = (wanted.get("text") ?? "").toLowerCase();
  let shown = 0;
  for (const each of cases) {
    const { outcome, operation, format, checks } = each.dataset;
    each.hidden = !(
      (outcomes.length === 0 || outcomes.includes(outcome)) &&
      (wanted.get("operation") ?? operation) === operation &&
      (wanted.get("format") ?? format) === format &&
      (!wanted.has("check") || checks.split(" ").includes(wanted.get("check"))) &&
      (text === "" || textOf(each).includes(text))
    );
    shown += each.hidden ? 0 : 1;
  }
  for (const group of groups) {
    group.hidden = group.querySelector("details.case:not([hidden])") === null;
  }
  count.textContent = shown === cases.length ? `${shown} cases` : `${shown} of ${cases.length} cases`;
  nothing.hidden = shown > 0;
}

/** Read once: a long report holds many of them. */
function textOf(each) {
  const known = texts.get(each) ?? each.textContent.toLowerCase();
  texts.set(each, known);
  return known;
}
