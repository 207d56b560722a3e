// Asks two minutes before an idle session ends, and says when it has.
function warn(dialog) {
  const minute = 60_000;
  const text = dialog.querySelector("p");
  const words = text.textContent;
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      text.textContent = words;
      dialog.showModal();
      timer = setTimeout(over, 2 * minute);
    }, (dialog.dataset.minutes - 2) * minute);
  };
  const over = () => {
    text.textContent = "Your session has ended. Log in again when you go on; what you typed in a form is kept.";
  };
  dialog.addEventListener("close", async () => {
    const answer = await fetch("/session", { redirect: "manual" }).catch(() => {});
    if (answer?.status === 204) return wait();
    over();
    clearTimeout(timer);
  });
  wait();
}
