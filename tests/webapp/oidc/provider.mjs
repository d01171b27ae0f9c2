// The identity provider of tests: npm's oidc-provider, whose code is nobody's here, with people and keys that
// come in as one line of JSON on standard input. Signs everybody in as `who` and asks nothing.
// A line more on standard input changes the people ("who", "people"); each is answered with "ok".
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: Provider } = await import(pathToFileURL(process.argv[2]).href);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => JSON.parse((await lines.next()).value ?? "null");
let state = await next();

const provider = new Provider(state.issuer, {
  clients: [state.client],
  jwks: { keys: state.keys },
  cookies: { keys: ["only for tests"] },
  claims: { openid: ["sub"], profile: ["name", ...state.claims], email: ["email"] },
  conformIdTokenClaims: state.in_userinfo,
  scopes: ["openid", "profile", "email", "offline_access"],
  features: { devInteractions: { enabled: false } },
  findAccount: (_ctx, id) =>
    id in state.people ? { accountId: id, claims: () => ({ sub: id, ...state.people[id] }) } : undefined,
  issueRefreshToken: () => state.refreshes,
  rotateRefreshToken: () => true,
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, following) => {
  if (!ctx.path.startsWith("/interaction/")) return following();
  const result = state.who ? { login: { accountId: state.who } } : { error: "access_denied" };
  return provider.interactionFinished(ctx.req, ctx.res, result);
});

provider.listen(state.port, "127.0.0.1", async () => {
  console.log("ok");
  for (let change = await next(); change; change = await next()) {
    state = { ...state, ...change };
    console.log("ok");
  }
  process.exit(0);
});
