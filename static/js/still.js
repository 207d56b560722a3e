// A transition to another page that is given up, as when one goes elsewhere
// meanwhile, is no error.
for (const moment of ["pageswap", "pagereveal"]) {
  addEventListener(moment, ({ viewTransition }) => {
    for (const end of ["ready", "finished"]) viewTransition?.[end].catch(() => {});
  });
}
