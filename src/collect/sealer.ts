import { createCipheriv, createDecipheriv, createHash, randomFillSync } from 'node:crypto';

/** Text that only the holder of the workspace's secret can read again. */
export type Sealer = {
  readonly seal: (text: string) => Buffer;
  /** @throws when the bytes were sealed under another secret or have been touched. */
  readonly open: (sealed: Buffer) => string;
};

const nonceBytes = 12;
const tagBytes = 16;

// asked from the system a thousand at a time: one by one they cost more than the sealing
const nonces = Buffer.alloc(nonceBytes * 1024);
let nextNonce = nonces.length;
const freshNonce = (): Buffer => {
  if (nextNonce === nonces.length) {
    randomFillSync(nonces);
    nextNonce = 0;
  }
  return nonces.subarray(nextNonce, (nextNonce += nonceBytes));
};

/**
 * AES-256-GCM under a key derived from the workspace's secret, which no database holds; one key for each purpose.
 * 28 bytes longer than the text: nonce, tag, ciphertext.
 * @see NIST SP 800-38D; a random 96-bit nonce serves 2^32 texts under one key
 */
export const createSealer = (purpose: 'contact-book' | 'quarantine' | 'erasure', secret: string): Sealer => {
  const key = createHash('sha256').update(`${purpose}:${secret}`).digest();
  return {
    seal: (text) => {
      const nonce = freshNonce();
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = cipher.update(text, 'utf8');
      // of this mode it gives no bytes, only the tag
      cipher.final();
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open: (sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
      decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(
        'utf8',
      );
    },
  };
};
