// Asks two minutes before an idle session ends, and says when it has.
function warn(dialog) {
  const minute = 60_000;
  const text = dialog.querySelector("p");
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      await released();
      dialog.showModal();
      timer = setTimeout(async () => {
        await released();
        if (dialog.open) over();
      }, 2 * minute);
    }, (dialog.dataset.minutes - 2) * minute);
  };
  const button = dialog.querySelector("button");
  let ended = false;
  const over = () => {
    clearTimeout(timer);
    ended = true;
    text.textContent = "Your session has ended. Log in again when you go on; what you typed in a form is kept.";
    button.textContent = "Close";
  };
  dialog.addEventListener("close", async () => {
    if (ended) return;
    const answer = await fetch("/session", { redirect: "manual" }).catch(() => {});
    if (answer?.status === 204) return wait();
    // Who pressed too late must not think that they stayed.
    over();
    await released();
    dialog.showModal();
  });
  wait();
}
