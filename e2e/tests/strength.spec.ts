import { expect, test } from "../portal/test.ts";
import { signIn } from "../portal/people.ts";

test("the strength of a new password is told while it is typed", { tag: "@js" }, async ({ page }) => {
  await signIn(page);
  await page.goto("/profile");
  const secret = page.getByLabel("New password", { exact: true });
  for (const [typed, said] of [
    ["vqkzjwmhx", "Too short: 9 of 15 characters"],
    ["AdaLovelaceAda1", "Easy to guess: it contains a name"],
    ["velvet harbour sandwich comet", "Good"],
  ]) {
    await secret.fill(typed);
    await expect(page.locator(".field", { has: secret }).locator("[aria-live=polite]")).toContainText(said);
  }
  await secret.fill("");
  await expect(page.locator(".field", { has: secret }).locator("[aria-live=polite]")).toBeEmpty();
  await page.goto("/login");
  await expect(page.locator(".strength")).toHaveCount(0);
});
