// A real OpenID provider on loopback for the browser tests. It says its address on its first line.
// People are given as JSON in PEOPLE: {"subject": {claims}}, where `lasts` is the life of their ID
// tokens in seconds; CALLBACK is Muster's.
import http from 'node:http';
import Provider from 'oidc-provider';

const people = JSON.parse(process.env.PEOPLE);
const callback = process.env.CALLBACK;
const server = http.createServer((request, response) => provider.callback()(request, response));
let provider;

server.listen(0, '127.0.0.1', () => {
  const address = `http://127.0.0.1:${server.address().port}`;
  provider = new Provider(address, {
    clients: [{
      client_id: 'muster',
      client_secret: process.env.CLIENT_SECRET,
      redirect_uris: [callback],
      post_logout_redirect_uris: [callback],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    }],
    claims: {openid: ['sub'], profile: ['name'], police: ['force', 'duties']},
    // Streamlit reads the ID token only, so the claims have to be in it.
    conformIdTokenClaims: false,
    findAccount: (context, id) => people[id] && {
      accountId: id,
      claims: () => ({sub: id, ...people[id]}),
    },
    cookies: {keys: ['a-key-for-tests-alone']},
    pkce: {required: () => true},
    features: {devInteractions: {enabled: true}, rpInitiatedLogout: {enabled: true}},
    ttl: {IdToken: context => people[context.oidc.account.accountId].lasts || 3600, AccessToken: 3600, Session: 3600, Grant: 3600, Interaction: 600},
  });
  console.log(address);
});
