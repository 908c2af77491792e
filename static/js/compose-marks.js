// Configurations that a visitor keeps in this browser to compare with.

const MOST = 8;
const marks = document.querySelector("#marks");
const keep = document.querySelector("#keep-mark");

if (marks) {
  const { product, here, first, label, forget } = marks.dataset;
  const kept = `officina:${product}:marks`;
  const read = () => {
    try { return JSON.parse(localStorage.getItem(kept)) ?? []; } catch { return []; }
  };
  const write = (list) => {
    try { localStorage.setItem(kept, JSON.stringify(list.slice(0, MOST))); } catch { /* storage is off */ }
    showMarks();
  };

  const showMarks = () => {
    const others = read().filter((mark) => mark.written !== first);
    marks.hidden = others.length === 0;
    marks.querySelector("ul").replaceChildren(...others.map(item));
  };
  const item = (mark) => {
    const made = Object.assign(document.createElement("li"), { className: "marks__item" });
    const link = Object.assign(document.createElement("a"), { textContent: mark.label });
    link.href = `${here}?${new URLSearchParams({ a: first, b: mark.written })}`;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: forget });
    button.setAttribute("aria-label", `${forget}: ${mark.label}`);
    button.addEventListener("click", () => write(read().filter((each) => each.written !== mark.written)));
    made.append(link, button);
    return made;
  };

  showMarks();
  keep.hidden = false;
  keep.addEventListener("click", () => {
    write([{ written: first, label }, ...read().filter((mark) => mark.written !== first)]);
    keep.textContent = keep.dataset.done;
    keep.disabled = true;
  });
}
