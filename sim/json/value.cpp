#include "json/value.hpp"

namespace mailsim::json {

// Here and not in the class, since Member holds a Value and is complete only after it.
Value::Value() = default;
Value::Value(std::nullptr_t) {}
Value::Value(bool value) : value_(value) {}
Value::Value(double value) : value_(value) {}
Value::Value(std::string value) : value_(std::move(value)) {}
Value::Value(std::string_view value) : value_(std::string(value)) {}
Value::Value(const char* value) : value_(std::string(value)) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value Value::object(std::initializer_list<Member> members) {
    Value value;
    value.value_ = std::vector<Member>(members);
    return value;
}

Value Value::array(std::initializer_list<Value> items) {
    Value value;
    value.value_ = std::vector<Value>(items);
    return value;
}

double Value::number() const {
    return is_integer() ? static_cast<double>(integer()) : std::get<double>(value_);
}

const Value* Value::find(std::string_view key) const {
    if (!is_object()) return nullptr;
    for (const Member& member : members())
        if (member.key == key) return &member.value;
    return nullptr;
}

Value* Value::find(std::string_view key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

Value& Value::set(std::string_view key, Value value) {
    if (Value* there = find(key)) return *there = std::move(value);
    return members().emplace_back(Member{std::string(key), std::move(value)}).value;
}

Value& Value::push(Value value) { return items().emplace_back(std::move(value)); }

bool Value::operator==(const Value& other) const { return value_ == other.value_; }

std::string_view type_name(const Value& value) {
    static constexpr std::string_view names[] = {"null",   "true or false", "a whole number", "a number",
                                                 "a text", "an array",      "an object"};
    return names[static_cast<std::size_t>(value.type())];
}

}  // namespace mailsim::json
