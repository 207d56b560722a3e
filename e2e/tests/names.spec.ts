import { fitsPhones } from "../portal/checks.ts";
import { expect, test } from "../portal/test.ts";
import { addOrganization, fillAdministrator, fillNewPassword, fillOrganization, grace, invite, later, launch, openAdministrator, openTab, save, suspend } from "../portal/people.ts";

test.use({ start: "empty" });

const nasty = `<script>document.title = "got you"</script>`;
const quotes = `"><img src=x onerror="document.title = 'got you'">`;

test("markup in names is text on every page", async ({ page, portal }) => {
  await page.goto(portal.setupLink());
  await page.getByLabel("Provider name").fill(nasty);
  await page.getByLabel("First Name").fill(nasty);
  await page.getByLabel("Last Name").fill(quotes);
  await page.getByLabel("Administrator Email Address").fill("o'hara+{{7*7}}@northwind.example");
  await fillNewPassword(page);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await later(page);
  await expect(page.getByRole("button", { name: `${nasty} ${quotes}`, exact: true })).toBeVisible();

  await fillOrganization(page, nasty);
  await fillOrganization(page, quotes);
  const person = { firstName: quotes, lastName: nasty, email: "someone@northwind.example" };
  await page.goto("/administrators/new");
  await fillAdministrator(page, { ...person, requireMFA: false, role: "Manager", access: "All organizations" });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  const letter = await portal.outbox.letter(person.email, "invitation");
  expect(letter.subject).toContain("Multi-Tenant Portal");
  await openAdministrator(page, person);
  await fillAdministrator(page, { access: "Selected organizations" });
  await page.getByLabel(nasty, { exact: true }).check();
  await page.getByLabel(quotes, { exact: true }).check();
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await openAdministrator(page, person);
  await openTab(page, "Permissions & Access");
  await expect(page.getByLabel(nasty, { exact: true })).toBeChecked();
  await suspend(page);

  for (const path of ["/", "/administrators", `/administrators?q=${encodeURIComponent(nasty)}`, `/administrators?organization=${encodeURIComponent(quotes)}`, "/organizations", "/activity", "/profile"]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    expect(await page.title(), path).not.toBe("got you");
    await expect(page.getByRole("img", { name: "x" })).toHaveCount(0);
  }
  await page.goto("/administrators");
  await expect(page.getByRole("link", { name: `${quotes} ${nasty}`, exact: true })).toBeVisible();
});

test("long names and names of many scripts fit and are found", async ({ page, portal }) => {
  await page.goto(portal.setupLink());
  await page.getByLabel("Provider name").fill("W".repeat(100));
  await page.getByLabel("First Name").fill("Zoë");
  await page.getByLabel("Last Name").fill("Ångström");
  await page.getByLabel("Administrator Email Address").fill(grace.email);
  await fillNewPassword(page);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await later(page);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await page.goto("/administrators?q=angstrom");
  await expect(page.getByRole("rowheader")).toHaveText(["Zoë Ångström"]);
  await fillOrganization(page, "株式会社ノースウィンド");
  await page.goto(`/organizations?q=${encodeURIComponent("ノース")}`);
  await expect(page.getByRole("rowheader")).toHaveText(["株式会社ノースウィンド"]);
});

// A name that offers no place to break.
const word = (letter: string) => letter.repeat(60);

test("a portal with 60 letters in every field scrolls sideways on no page", { tag: "@js" }, async ({ page, portal }) => {
  const first = { firstName: word("A"), lastName: word("L"), email: `${word("a")}@${word("n")}.example` };
  const colleague = { firstName: word("G"), lastName: word("H"), email: `${word("g")}@${word("n")}.example` };
  const organization = word("W");
  const user = { firstName: word("U"), lastName: word("T"), username: word("u"), email: `${word("u")}@${word("w")}.example` };
  const look = async (...paths: string[]) => {
    for (const path of paths) {
      await page.goto(path);
      await fitsPhones(page);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  await page.goto(portal.setupLink());
  await page.getByLabel("Provider name").fill(word("P"));
  await page.getByLabel("First Name").fill(first.firstName);
  await page.getByLabel("Last Name").fill(first.lastName);
  await page.getByLabel("Administrator Email Address").fill(first.email);
  await fillNewPassword(page);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await later(page);

  await addOrganization(page, organization);
  await invite(portal, page, colleague, "Manager");
  await openAdministrator(page, colleague);
  await fillAdministrator(page, { access: "Selected organizations" });
  await page.getByLabel(organization).check();
  await expect(page.getByText("+1, −0", { exact: true })).toBeVisible();
  await fitsPhones(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await fitsPhones(page);
  const person = new URL(page.url()).pathname;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto("/organizations");
  const reached = (await page.getByRole("rowheader").getByRole("link").getAttribute("href"))!;
  const within = await launch(page, organization);
  await page.goto(`${within}users/new`);
  await page.getByLabel("First Name").fill(user.firstName);
  await page.getByLabel("Last Name").fill(user.lastName);
  await page.getByLabel("Username").fill(user.username);
  await page.getByLabel("User Email").fill(user.email);
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await fitsPhones(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${within}users`);
  const used = (await page.getByRole("rowheader").getByRole("link").getAttribute("href"))!;

  await page.goto("/account/billing-information");
  const mailing = page.getByRole("group", { name: "Mailing address" });
  await page.getByLabel("Name", { exact: true }).fill(word("N"));
  await page.getByLabel("Email").fill(first.email);
  await mailing.getByLabel("Country").selectOption("Ireland");
  await page.getByRole("button", { name: "Change country" }).click();
  for (const field of await mailing.getByRole("textbox").all()) {
    if (!/Eircode/.test((await field.evaluate((input: HTMLInputElement) => input.labels![0].textContent))!)) await field.fill(word("M"));
  }
  await page.getByRole("button", { name: "Save Billing Information" }).click();
  await page.goto("/account/payment-methods/new");
  await page.getByLabel("Kind").selectOption("Bank transfer");
  await page.getByLabel("Holder").fill(word("H"));
  await page.getByLabel("Last four digits").fill("6789");
  await page.getByRole("button", { name: "Save Payment Method" }).click();
  await expect(page.getByRole("status")).toBeVisible();

  await look(
    "/", "/profile", "/roles", "/administrators", "/administrators/new", person, "/organizations", "/organizations/new", reached, "/launch", "/activity", "/mail", "/jobs",
    within, `${within}users`, used, `${within}administrators`, `${within}administrators/new`,
    "/account", "/account/usage", "/account/invoices", "/account/billing-information", "/account/payment-methods/new",
  );

  // What is done to many, and a file of people and of users, before and after.
  await page.goto("/administrators");
  for (const box of await page.getByRole("rowheader").getByRole("checkbox").all()) await box.check();
  await page.getByRole("button", { name: "Suspend", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Suspend 1 administrator");
  await look(page.url());
  await page.getByRole("button", { name: "Apply to 1 administrator" }).click();
  await expect(page.getByRole("link", { name: "Download results" })).toBeVisible();
  await look(page.url(), "/jobs", "/activity", person);
  for (const [list, columns, cells] of [
    ["/administrators", "Email,First Name,Last Name,Role,Organization Access", `${word("k")}@${word("n")}.example,${word("K")},${word("J")},Help Desk,${organization}`],
    [`${within}users`, "User Email,Username,First Name,Last Name", `${word("v")}@${word("w")}.example,${word("v")},${word("V")},${word("X")}`],
  ]) {
    await page.goto(`${list}/import`);
    await page.getByLabel("CSV file").setInputFiles({ name: `${word("f")}.csv`, mimeType: "text/csv", buffer: Buffer.from(`${columns}\n${cells}\n${cells}\n`) });
    await page.getByRole("button", { name: "Preview" }).click();
    await expect(page.getByRole("button", { name: /^Import/ })).toBeVisible();
    await look(page.url());
  }
});
