// The keys, the clipboard and the viewer's time zone: what a page cannot know or do without a script.
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
