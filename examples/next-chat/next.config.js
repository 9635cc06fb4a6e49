/** @type {import('next').NextConfig} */
export default {
  // Threads need an isolated page: these two headers, on scripts and workers too. Without them the chat works on one thread.
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        { key: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
      ],
    },
  ],
};
