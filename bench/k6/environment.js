// What the environment says: the target, the operator's key, how much shorter the stages are, and which commit this is.
export const baseUrl = (__ENV.BASE_URL || 'http://127.0.0.1:8080').replace(/\/+$/, '');
export const timeScale = Number(__ENV.TIME_SCALE || 1);
if (!(timeScale > 0)) {
  throw new Error(`TIME_SCALE must be a number above 0, not '${__ENV.TIME_SCALE}'.`);
}

const here = __ENV.PWD || '.';
const under = (folder, file) => (file.startsWith('/') ? file : `${folder}/${file}`);

// Files can only be opened while k6 reads the scripts. Without a key nothing can be made, so a missing one ends the test here.
export const operatorKey =
  __ENV.GATEWAY_ADMIN_KEY || open(`${under(here, __ENV.GATEWAY_DATA_DIR || '.data')}/secrets/admin-key`).trim();

export const commit = __ENV.COMMIT || checkedOutCommit();

export const scaledSeconds = (seconds) => seconds * timeScale;

/** A duration as k6 writes it; none is allowed and means at once. */
export const scaled = (seconds) => `${Math.round(scaledSeconds(seconds) * 1000)}ms`;

function checkedOutCommit() {
  const head = text('HEAD');
  if (!head.startsWith('ref: ')) {
    return head || 'unknown';
  }

  const branch = head.slice('ref: '.length);
  const packed = () => text('packed-refs').split('\n').find((line) => line.endsWith(` ${branch}`)) || 'unknown';
  return text(branch) || packed().split(' ')[0];
}

function text(file) {
  try {
    return open(`${here}/.git/${file}`).trim();
  } catch {
    return '';
  }
}
