// JSON as a tree of our own: null, bool, integer, number, text, array, and an object that keeps the order of
// its keys. Not here: reading (read.hpp), writing (write.hpp), what a file means (the room config).
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mailsim::json {

struct Member;

class Value {
  public:
    enum class Type { null, boolean, integer, number, text, array, object };

    Value();  // null
    Value(std::nullptr_t);
    Value(bool value);
    template <std::integral Whole>
    requires(!std::same_as<Whole, bool>) Value(Whole value);
    Value(double value);
    Value(std::string value);
    Value(std::string_view value);
    Value(const char* value);
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    ~Value();
    // Keys in the order given: Value::object({{"name", "be2"}, {"port", 25}}).
    static Value object(std::initializer_list<Member> members = {});
    static Value array(std::initializer_list<Value> items = {});

    Type type() const { return static_cast<Type>(value_.index()); }
    bool is_null() const { return type() == Type::null; }
    bool is_boolean() const { return type() == Type::boolean; }
    bool is_integer() const { return type() == Type::integer; }
    bool is_number() const { return type() == Type::number || is_integer(); }
    bool is_text() const { return type() == Type::text; }
    bool is_array() const { return type() == Type::array; }
    bool is_object() const { return type() == Type::object; }

    // Each only for its own type; number() also for an integer.
    bool boolean() const { return std::get<bool>(value_); }
    std::int64_t integer() const { return std::get<std::int64_t>(value_); }
    double number() const;
    const std::string& text() const { return std::get<std::string>(value_); }
    const std::vector<Value>& items() const { return std::get<std::vector<Value>>(value_); }
    std::vector<Value>& items() { return std::get<std::vector<Value>>(value_); }
    const std::vector<Member>& members() const { return std::get<std::vector<Member>>(value_); }
    std::vector<Member>& members() { return std::get<std::vector<Member>>(value_); }

    // The member with this key; null when there is none or this is no object.
    const Value* find(std::string_view key) const;
    Value* find(std::string_view key);
    Value& set(std::string_view key, Value value);  // replaces, or adds at the end; only for an object
    Value& push(Value value);                       // adds at the end; only for an array

    bool operator==(const Value&) const;  // 1 and 1.0 differ; the order of keys counts

  private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<Value>,
                 std::vector<Member>>
        value_;
};

struct Member {
    std::string key;
    Value value;
    bool operator==(const Member&) const = default;
};

template <std::integral Whole>
requires(!std::same_as<Whole, bool>) Value::Value(Whole value) : value_(static_cast<std::int64_t>(value)) {}

// "a text", "an object", for messages.
std::string_view type_name(const Value& value);

}  // namespace mailsim::json
