//! What order.create was sent: two parameters of JSON text.

use serde_json::Value;

use super::super::address::rules::Fields;
use super::super::envelope::GatewayError;
use super::super::freight::plain;
use super::super::gateway::Call;

const PARAMETER: &str = "param_place_order_request4_open_api_d_t_o";

/// A request to place, read and not yet judged.
pub(super) struct PlaceRequest {
    pub(super) out_order_id: Option<String>,
    pub(super) address: Fields,
    pub(super) items: Vec<Item>,
    pub(super) try_to_pay: bool,
    pub(super) pay_currency: Option<String>,
    pub(super) national_address: Option<String>,
    pub(super) promotion_code: Option<String>,
}

pub(super) struct Item {
    pub(super) product_id: u64,
    pub(super) count: u32,
    pub(super) sku_attr: String,
    pub(super) service: Option<String>,
    pub(super) memo: Option<String>,
}

pub(super) fn read(call: &Call<'_>) -> Result<PlaceRequest, GatewayError> {
    let request = call.json(PARAMETER)?;
    let extend = match call.param("ds_extend_request") {
        Some(_) => call.json("ds_extend_request")?,
        None => Value::Null,
    };
    let text = |value: &Value| Some(plain(value)).filter(|text| !text.is_empty());
    let address = read_address(request.get("logistics_address"))?;
    let items = match request.get("product_items") {
        Some(Value::Array(items)) if !items.is_empty() => items,
        Some(Value::Array(_)) | None => return Err(GatewayError::missing("product_items")),
        Some(_) => return Err(GatewayError::mapping("product_items")),
    };
    Ok(PlaceRequest {
        out_order_id: request.get("out_order_id").and_then(text),
        address,
        items: items.iter().map(read_item).collect::<Result<_, _>>()?,
        try_to_pay: plain(&extend["payment"]["try_to_pay"]) == "true",
        pay_currency: text(&extend["payment"]["pay_currency"]),
        national_address: text(&extend["trade_extra_param"]["nat_addr"]),
        promotion_code: text(&extend["promotion"]["promotion_code"]),
    })
}

fn read_address(value: Option<&Value>) -> Result<Fields, GatewayError> {
    let fields = value
        .ok_or_else(|| GatewayError::missing("logistics_address"))?
        .as_object()
        .ok_or_else(|| GatewayError::mapping("logistics_address"))?;
    let mut address = Fields::new();
    for (name, value) in fields {
        if value.is_object() || value.is_array() {
            return Err(GatewayError::mapping(name));
        }
        if !value.is_null() {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            address.insert(name.clone(), text);
        }
    }
    for name in ["address", "city", "province", "country"] {
        if !address.contains_key(name) {
            return Err(GatewayError::missing(name));
        }
    }
    Ok(address)
}

fn read_item(value: &Value) -> Result<Item, GatewayError> {
    let fields = value
        .as_object()
        .ok_or_else(|| GatewayError::mapping("product_items"))?;
    let number = |name: &str| {
        let value = fields
            .get(name)
            .ok_or_else(|| GatewayError::missing(name))?;
        plain(value)
            .parse::<u64>()
            .map_err(|_| GatewayError::mapping(name))
    };
    let text = |name: &str| fields.get(name).map(plain).filter(|text| !text.is_empty());
    Ok(Item {
        product_id: number("product_id")?,
        count: u32::try_from(number("product_count")?)
            .map_err(|_| GatewayError::invalid("product_count"))?,
        sku_attr: text("sku_attr").unwrap_or_default(),
        service: text("logistics_service_name"),
        memo: text("order_memo"),
    })
}
