import adapter from '@sveltejs/adapter-static';

// The page is made when the app is built: there is nothing to run on a server.
export default { kit: { adapter: adapter() } };
