// Lets the box in the head tick the rows, Shift tick all between two, and Escape
// clear them; says how many are.
function select(form) {
  const page = form.elements.page;
  const boxes = all("tbody input[type=checkbox]", form);
  const words = form.querySelector("[data-selected]");
  const announcement = form.querySelector("[data-announce]");
  const clear = form.querySelector("[data-clear]");
  const count = () => {
    const n = boxes.filter((box) => box.checked).length;
    page.checked = n === boxes.length;
    page.indeterminate = n > 0 && !page.checked;
    words.dataset.count = n;
    words.textContent = announcement.textContent = `${n} selected on this page`;
  };
  const none = () => {
    for (const box of boxes) box.checked = false;
    if (form.elements.all) form.elements.all.checked = false;
    count();
    page.focus();
  };
  let last;
  form.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && last !== undefined) {
      for (const box of boxes.slice(Math.min(at, last), Math.max(at, last) + 1)) box.checked = event.target.checked;
    }
    last = at;
  });
  form.addEventListener("change", (event) => {
    if (event.target === page) for (const box of boxes) box.checked = page.checked;
    if (event.target.name !== "all") count();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") none();
  });
  clear.hidden = false;
  clear.addEventListener("click", none);
  // Back leads to a page whose boxes are ticked as they were.
  if (boxes.some((box) => box.checked)) count();
}
