// The real worker, which also dies when it is told to: by an exit, or by an error that nobody catches.
import './engine-worker-node.js';

const channel = new BroadcastChannel('saguim-test-mortal');
(channel as unknown as { unref(): void }).unref();
channel.onmessage = ({ data }) => {
  if (data === 'exit') process.exit(7);
  if (data === 'throw') throw new Error('a mistake of ours');
};
