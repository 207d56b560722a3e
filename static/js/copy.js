// Puts a button beside a text that copies it, where the browser lets a page.
function copy(element) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button copy";
  button.textContent = element.dataset.copy;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(element.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = element.dataset.copy), 2000);
  });
  element.after(button);
}
