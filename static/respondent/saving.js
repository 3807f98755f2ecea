// Keeps answers: on this device at once, on the server soon after, and what could not be sent until there is a connection.
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const PAUSES = [1, 2, 4, 8, 15, 30, 60];
const STORE = "waiting";

function local(name, value) {
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(name));
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch (error) {
    return null; // Private windows have no storage; the page works without.
  }
}

// One draft for each link.
export function drafts(place) {
  return {
    find() {
      const draft = local(place);
      return draft && Date.now() - draft.at < KEPT_FOR ? draft : null;
    },
    keep: (draft) => local(place, Object.assign({ at: Date.now() }, draft)),
    drop: () => local(place, null),
  };
}

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("survey", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inStore(mode, act) {
  const base = await opened();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(STORE, mode);
    const asked = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  }).finally(() => base.close());
}

// Answers that are complete and not delivered yet; they wait for a connection, or for the next visit to any survey here.
export const waiting = {
  put: (letter) => inStore("readwrite", (store) => store.put(letter)),
  drop: (key) => inStore("readwrite", (store) => store.delete(key)).catch(() => null),
  all: () => inStore("readonly", (store) => store.getAll()).catch(() => []),
};

export async function post(address, body) {
  const response = await fetch(address, {
    method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json" },
  });
  if (response.status >= 500 || response.status === 429) throw new Error(response.status);
  return Object.assign({ status: response.status }, await response.json());
}

// Delivers what waits, oldest first; a key of the visit that is open now is its own business.
export async function deliver(except) {
  for (const { key, address, body } of await waiting.all()) {
    if (key === except) continue;
    try {
      await post(address, body);
    } catch (error) {
      return;
    }
    await waiting.drop(key);
    drafts(`survey:${new URL(address, location.href).pathname}`).drop();
  }
}

// Sends until it arrives. `wait` is called before each pause.
export async function insist(send, wait) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (attempt >= PAUSES.length) throw error;
      wait(attempt);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, PAUSES[attempt] * 1000);
        addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
      });
    }
  }
}

// Saves on the server, a second after the last change and never twice at once.
export function saver({ address, body, done }) {
  let timer = 0, busy = null, dirty = false, edition = 0;
  async function run() {
    timer = 0;
    if (busy || !dirty) return;
    dirty = false;
    edition = Math.max(edition + 1, Date.now());
    busy = fetch(address(), {
      method: "PUT", body: JSON.stringify(Object.assign({ edition }, body())), keepalive: true,
      headers: { "Content-Type": "application/json" },
    });
    try {
      const response = await busy;
      if (response.ok) done(await response.json());
      // Refused for good: there is nothing that another try could change.
    } catch (error) {
      dirty = true;
      timer = timer || setTimeout(run, 15000);
    }
    busy = null;
    if (dirty && !timer) timer = setTimeout(run, 1000);
  }
  addEventListener("online", () => dirty && run());
  return {
    from(last) { edition = last; },
    touch() {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(run, 1000);
    },
    flush() {
      clearTimeout(timer);
      return run();
    },
    stop() {
      clearTimeout(timer);
      dirty = false;
    },
    get dirty() { return dirty; },
  };
}
