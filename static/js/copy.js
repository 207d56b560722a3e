// Shows a button that copies what stands before it, where the browser lets a page:
// a field's value, a list's items in a line each, or text.
function copy(button) {
  if (!navigator.clipboard) return;
  const words = button.textContent.trim();
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = button.previousElementSibling;
    const items = all("li", source).map((item) => item.textContent);
    const copied = navigator.clipboard.writeText(source.value ?? (items.join("\n") || source.textContent));
    button.textContent = await copied.then(() => "Copied", () => "Not copied");
    setTimeout(() => (button.textContent = words), 2000);
  });
}
