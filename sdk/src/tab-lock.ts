/**
 * Who may send which messages. Each page holds a lock in its own name for as long as it runs (Web Locks), and sends what
 * it made itself. What a page leaves behind is sent by whoever gets the lock of that page: the browser gives it to one at
 * a time, and only when its holder is gone. So two tabs send nothing twice, and what nobody answered for is not lost.
 */
const nameOf = (tab: string): string => `gyre.tab.${tab}`;

/** Without Web Locks (no https, an old browser): nobody has sent it for this long, so nobody will. */
const surelyGoneMs = 120_000;

const locks = (): LockManager | undefined => ('locks' in navigator ? navigator.locks : undefined);

/** Holds this page's lock; the answer lets it go. A page that holds one cannot wait in the back/forward cache. */
export const holdTab = (tab: string): (() => void) => {
  let letGo = (): void => {};
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  // refused in sandboxed frames: then it is as without locks
  locks()
    ?.request(nameOf(tab), () => gone)
    .catch(() => {});
  return letGo;
};

/** Does the work while nobody else can, if the page is gone. */
export const ifTabIsGone = async (tab: string, idleMs: number, work: () => Promise<unknown>): Promise<void> => {
  const manager = locks();
  if (manager === undefined) {
    if (idleMs > surelyGoneMs) await work();
  } else {
    await manager
      .request(nameOf(tab), { ifAvailable: true }, async (lock) => {
        if (lock !== null) await work();
      })
      .catch(() => {});
  }
};
