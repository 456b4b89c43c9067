//! Codes, access tokens and refresh tokens.
//!
//! Refreshing renews the access token and never the end of the refresh token, so that a person must
//! authorize again in the end. Source: reference sheet §4.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::config::{AliexpressSimConfig, SimBuyer};
use super::envelope::GatewayError;
use super::seeded::Roll;
use super::signing::Params;

/// Everything that was handed out.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    dice: Roll,
    codes: BTreeMap<String, Grant>,
    access: BTreeMap<String, Grant>,
    refresh: BTreeMap<String, Grant>,
}

/// What a code or token is good for, and until when.
#[derive(Clone, Copy, Debug)]
struct Grant {
    buyer: u64,
    until: Timestamp,
}

/// The four system calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenCall {
    Create,
    Refresh,
    SecurityCreate,
    SecurityRefresh,
}

impl TokenCall {
    pub(super) fn named(api: &str) -> Option<Self> {
        Some(match api {
            "/auth/token/create" => Self::Create,
            "/auth/token/refresh" => Self::Refresh,
            "/auth/token/security/create" => Self::SecurityCreate,
            "/auth/token/security/refresh" => Self::SecurityRefresh,
            _ => return None,
        })
    }

    fn is_security(self) -> bool {
        matches!(self, Self::SecurityCreate | Self::SecurityRefresh)
    }
}

impl Tokens {
    pub(super) fn seeded(seed: u64) -> Self {
        Self {
            dice: Roll::new(seed, "tokens", 0),
            codes: BTreeMap::new(),
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
        }
    }

    /// A one-time code for the callback.
    pub(super) fn grant_code(
        &mut self,
        config: &AliexpressSimConfig,
        buyer: u64,
        now: Timestamp,
    ) -> String {
        let code = format!("3_{}_{}", config.app_key, self.dice.text(22));
        let until = later(now, i64::from(config.code_seconds));
        self.codes.insert(code.clone(), Grant { buyer, until });
        code
    }

    /// Whose call this is.
    pub(super) fn buyer(&self, params: &Params, now: Timestamp) -> Result<u64, GatewayError> {
        let token = params.get("session").or_else(|| params.get("access_token"));
        let grant = token
            .and_then(|token| self.access.get(token))
            .filter(|grant| grant.until > now);
        grant
            .map(|grant| grant.buyer)
            .ok_or_else(GatewayError::token)
    }

    pub(super) fn expire_access(&mut self) {
        self.access.clear();
    }

    pub(super) fn expire_everything(&mut self) {
        self.access.clear();
        self.refresh.clear();
        self.codes.clear();
    }

    /// Works on one of the system calls.
    pub(super) fn call(
        &mut self,
        call: TokenCall,
        params: &Params,
        config: &AliexpressSimConfig,
        now: Timestamp,
    ) -> Result<Value, GatewayError> {
        let grant = match call {
            TokenCall::Create | TokenCall::SecurityCreate => self.take_code(call, params, now)?,
            TokenCall::Refresh | TokenCall::SecurityRefresh => {
                self.take_refresh(call, params, config, now)?
            }
        };
        let (access_seconds, refresh_seconds) = lifetimes(config);
        let refresh_until = match call {
            TokenCall::Create | TokenCall::SecurityCreate => later(now, refresh_seconds),
            TokenCall::Refresh | TokenCall::SecurityRefresh => grant.until,
        };
        let access = Grant {
            buyer: grant.buyer,
            until: later(now, access_seconds),
        };
        let refresh = Grant {
            buyer: grant.buyer,
            until: refresh_until,
        };
        let access_token = format!("50000{}", self.dice.text(43));
        let refresh_token = format!("50001{}", self.dice.text(43));
        self.access.insert(access_token.clone(), access);
        self.refresh.insert(refresh_token.clone(), refresh);
        let buyer = config
            .buyers
            .iter()
            .find(|buyer| buyer.user_id == grant.buyer);
        let mut answer = account(buyer, call);
        answer.insert("access_token".into(), json!(access_token));
        answer.insert("refresh_token".into(), json!(refresh_token));
        answer.insert("expires_in".into(), json!(access_seconds));
        answer.insert(
            "refresh_expires_in".into(),
            json!(refresh.until.duration_since(now).as_secs()),
        );
        answer.insert("expire_time".into(), json!(access.until.as_millisecond()));
        answer.insert(
            "refresh_token_valid_time".into(),
            json!(refresh.until.as_millisecond()),
        );
        Ok(Value::Object(answer))
    }

    fn take_code(
        &mut self,
        call: TokenCall,
        params: &Params,
        now: Timestamp,
    ) -> Result<Grant, GatewayError> {
        let code = params
            .get("code")
            .ok_or_else(|| GatewayError::missing("code"))?;
        let refused = || refused(call, "InvalidCode", "Invalid authorization code");
        if params.contains_key("uuid") {
            return Err(refused());
        }
        let grant = self.codes.remove(code).ok_or_else(refused)?;
        if grant.until > now {
            Ok(grant)
        } else {
            Err(refused())
        }
    }

    fn take_refresh(
        &mut self,
        call: TokenCall,
        params: &Params,
        config: &AliexpressSimConfig,
        now: Timestamp,
    ) -> Result<Grant, GatewayError> {
        let token = params
            .get("refresh_token")
            .ok_or_else(|| GatewayError::missing("refresh_token"))?;
        let refused = || {
            refused(
                call,
                "IllegalRefreshToken",
                "The specified refresh token is invalid or expired",
            )
        };
        let grant = *self.refresh.get(token).ok_or_else(refused)?;
        if grant.until <= now {
            return Err(refused());
        }
        if config.old_refresh_token_dies {
            self.refresh.remove(token);
        }
        Ok(grant)
    }
}

fn refused(call: TokenCall, code: &str, message: &str) -> GatewayError {
    if call.is_security() {
        GatewayError::new("ISV", "isv.402", message)
    } else {
        GatewayError::new("ISV", code, message)
    }
}

/// Seconds of access and refresh: 30 and 60 days online, 1 and 2 days in test.
fn lifetimes(config: &AliexpressSimConfig) -> (i64, i64) {
    if config.app_online {
        (2_592_000, 5_184_000)
    } else {
        (86_400, 172_800)
    }
}

fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX)
}

fn account(buyer: Option<&SimBuyer>, call: TokenCall) -> Map<String, Value> {
    let mut fields = Map::new();
    let Some(buyer) = buyer else { return fields };
    let id = buyer.user_id.to_string();
    for name in ["user_id", "seller_id", "account_id"] {
        fields.insert(name.into(), json!(id));
    }
    fields.insert("sp".into(), json!("ae"));
    fields.insert("locale".into(), json!("zh_CN"));
    if !call.is_security() {
        fields.insert("havana_id".into(), json!(id));
        fields.insert("user_nick".into(), json!(buyer.nick));
        fields.insert("account".into(), json!(buyer.login));
        fields.insert("account_platform".into(), json!(buyer.platform));
    }
    fields
}
