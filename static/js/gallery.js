/* The gallery's pages, made quicker: nothing here is needed to use them. */

function copyLink(button) {
  const link = document.querySelector("[data-link]");
  const said = document.querySelector("[data-said]");
  const label = button.querySelector("[data-label]");
  const before = label.textContent;
  button.hidden = false;
  link.addEventListener("focus", () => link.select());
  button.addEventListener("click", async () => {
    let answer = button.dataset.copied;
    try {
      await navigator.clipboard.writeText(link.value);
      label.textContent = answer;
      setTimeout(() => { label.textContent = before; }, 2000);
    } catch {
      answer = button.dataset.failed;
      link.focus();
    }
    said.textContent = "";
    requestAnimationFrame(() => { said.textContent = answer; });
  });
}

function shareNatively(button) {
  const data = { title: button.dataset.title, url: document.querySelector("[data-link]").value };
  if (!navigator.canShare?.(data)) return;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share(data).catch(() => {}));
}

/* One click saves once; the server knows the second one too, but need not be asked. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });
}

/* "Show more" adds to the list in place; without an answer the link does what links do. */
function growList(list) {
  const said = document.querySelector("[data-said]");
  list.addEventListener("click", async (event) => {
    const link = event.target.closest("a[rel=next]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-list]");
      const cards = list.querySelector("[data-cards]");
      const added = [...page.querySelectorAll("[data-cards] > li")];
      if (!cards || !added.length) throw new Error("nothing to add");
      cards.append(...added);
      link.closest("p").replaceWith(...page.querySelectorAll(".next-page"));
      added[0].querySelector("a").focus({ preventScroll: true });
      said.textContent = said.dataset.more;
    } catch {
      location.assign(link.href);
    }
  });
}

document.querySelectorAll("[data-copy]").forEach(copyLink);
document.querySelectorAll("[data-share]").forEach(shareNatively);
document.querySelectorAll("[data-once]").forEach(sendOnce);
document.querySelectorAll("[data-list]").forEach(growList);
