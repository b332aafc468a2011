// The keys, the clipboard, the viewer's time zone and a lost connection: what a page cannot know or do without a script.
window.fourRunr = {
  timeZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  copy: text => navigator.clipboard.writeText(text),
  listenToKeys: page => {
    let wasG = false;
    document.onkeydown = event => {
      const isTyping = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '/') {
        const search = document.querySelector('[data-search] input');
        if (search) { event.preventDefault(); search.focus(); }
      } else if (wasG) {
        page.invokeMethodAsync('Go', event.key);
      }
      wasG = event.key === 'g';
    };
  },
};

// A page whose connection is lost tries again until it is there, however long the gateway is away. If the console no longer knows the
// page, the framework loads it again under its address; so does this where nobody is signed in any more, as after a restart of the console.
let lookingForSession;
const reloadIfSignedOut = async () => {
  const answer = await fetch(location.href, { redirect: 'manual' }).catch(() => null);
  if (answer?.type === 'opaqueredirect') location.reload();
};
Blazor.start({
  circuit: {
    reconnectionOptions: { maxRetries: undefined, retryIntervalMilliseconds: tried => Math.min(500 * (tried + 1), 5000) },
    reconnectionHandler: {
      onConnectionDown: (options, error) => {
        lookingForSession ??= setInterval(reloadIfSignedOut, 3000);
        Blazor.defaultReconnectionHandler.onConnectionDown(options, error);
      },
      onConnectionUp: () => {
        clearInterval(lookingForSession);
        lookingForSession = undefined;
        Blazor.defaultReconnectionHandler.onConnectionUp();
      },
    },
  },
});
