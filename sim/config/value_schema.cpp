// JSON Schema (draft 2020-12) of the plain values that values.cpp reads.
#include <cmath>

#include "config/values.hpp"

namespace mailsim::config {
namespace {

using json::Value;

Value quantity(std::string_view units, std::string_view example, std::string_view also = "") {
    std::string pattern =
        "^([0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)? ?(" + std::string(units) + ")" + std::string(also) + ")$";
    return Value::object(
        {{"type", "string"}, {"pattern", pattern}, {"examples", Value::array({Value(example)})}});
}

Value list_or_one(std::string_view meaning) {
    Value item = Value::object({{"type", "string"}});
    return Value::object(
        {{"oneOf", Value::array({item, Value::object({{"type", "array"}, {"items", item}})})},
         {"$comment", meaning}});
}

void bound(Value& schema, const Range& range) {
    if (std::isfinite(range.low) && range.low > -1e299) schema.set("minimum", range.low);
    if (std::isfinite(range.high) && range.high < 1e299) schema.set("maximum", range.high);
}

}  // namespace

Value schema_of_type(std::string_view type, const Range& range) {
    Value schema = Value::object({{"type", "string"}});
    if (type == "duration") schema = quantity("ns|us|ms|s|min|h|d", "5 ms", "|never");
    if (type == "bytes") schema = quantity("B|KB|MB|GB|TB|KiB|MiB|GiB|TiB", "10 MB");
    if (type == "bandwidth") schema = quantity("bit/s|kbit/s|Mbit/s|Gbit/s|B/s|KB/s|MB/s|GB/s", "100 Mbit/s");
    if (type == "share") schema = quantity("%", "12 %");
    if (type == "count") schema = Value::object({{"type", "integer"}});
    if (type == "number") schema = Value::object({{"type", "number"}});
    if (type == "flag") schema = Value::object({{"type", "boolean"}});
    if (type == "networks") schema = list_or_one("addresses, networks like 192.0.2.0/24, or node ids");
    if (type == "domains")
        schema = list_or_one("names of domains, \"@group\" for all domains of a group, or \"*\"");
    if (type == "recipients") schema = list_or_one("mail addresses, like ali@acme.example");
    if (type == "address")
        schema = Value::object({{"type", "string"}, {"examples", Value::array({"192.0.2.1"})}});
    if (type == "count" || type == "number") bound(schema, range);
    return schema;
}

Value schema_of_words(std::span<const std::string_view> words) {
    Value list = Value::array();
    for (std::string_view word : words) list.push(word);
    return Value::object({{"type", "string"}, {"enum", list}});
}

Value schema_of_name(std::string_view what) {
    return Value::object(
        {{"type", "string"}, {"$comment", "the name of a " + std::string(what) + " of this estate"}});
}

}  // namespace mailsim::config
