//! Sealing credentials at rest: XChaCha20-Poly1305 with the row's own id as associated data, so that
//! a ciphertext moved to another row does not open.

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};

use sha2::{Digest, Sha256};

use crate::error::StorageError;

const NONCE_BYTES: usize = 24;

/// The key that seals credentials. Lose it and every account must be connected again.
pub struct SealKey(SecretBox<[u8; 32]>);

impl SealKey {
    /// Wraps 32 bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// A fresh key from the operating system.
    #[must_use]
    pub fn generate() -> [u8; 32] {
        Key::generate().into()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.0.expose_secret()))
    }

    pub(crate) fn seal(&self, secret: &str, row: &str) -> Result<Vec<u8>, StorageError> {
        self.seal_bytes(secret.as_bytes(), row)
    }

    /// Seals a file as [`Self::seal`] does a text.
    pub(crate) fn seal_bytes(&self, content: &[u8], row: &str) -> Result<Vec<u8>, StorageError> {
        // 24 random bytes never repeat in practice, so no counter has to be kept.
        let nonce = XNonce::generate();
        let payload = Payload {
            msg: content,
            aad: row.as_bytes(),
        };
        let sealed = self.cipher().encrypt(&nonce, payload);
        let sealed = sealed.map_err(|_| StorageError::corrupt("a secret can't be sealed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// A sign that only who has this key can make, of a text that is nothing sealed.
    pub(crate) fn sign(&self, text: &str) -> Vec<u8> {
        // A key of its own, so that what is signed can never help with what is sealed.
        let own = Sha256::new()
            .chain_update("sign")
            .chain_update(self.0.expose_secret())
            .finalize();
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&own) else {
            // HMAC takes keys of any length.
            return Vec::new();
        };
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    pub(crate) fn open(&self, sealed: &[u8], row: &str) -> Result<String, StorageError> {
        String::from_utf8(self.open_bytes(sealed, row)?).map_err(|_| broken())
    }

    /// Opens what [`Self::seal_bytes`] sealed.
    pub(crate) fn open_bytes(&self, sealed: &[u8], row: &str) -> Result<Vec<u8>, StorageError> {
        if sealed.len() < NONCE_BYTES {
            return Err(broken());
        }
        let (nonce, sealed) = sealed.split_at(NONCE_BYTES);
        let nonce = XNonce::try_from(nonce).map_err(|_| broken())?;
        let payload = Payload {
            msg: sealed,
            aad: row.as_bytes(),
        };
        self.cipher().decrypt(&nonce, payload).map_err(|_| broken())
    }
}

fn broken() -> StorageError {
    StorageError::Unusable(
        "stored credentials don't open with this key: use the key file that belongs to this database, \
         or connect the account again"
            .into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_in_its_own_row_with_its_own_key() {
        let key = SealKey::new([7; 32]);
        let sealed = key.seal("secret", "row 1").unwrap();
        assert_eq!(key.open(&sealed, "row 1").unwrap(), "secret");
        assert!(key.open(&sealed, "row 2").is_err());
        assert!(SealKey::new([8; 32]).open(&sealed, "row 1").is_err());
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
    }
}
