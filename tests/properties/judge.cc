// SPDX-License-Identifier: Apache-2.0
// Judges the stream that edits writes, as judge.py does, with yaml-cpp. It gives scalars as text with a tag ("!" where
// they are quoted), so trees are compared. Merge keys, which it leaves to its users, are applied here.
//
// usage: judge-yaml-cpp [EVERY] <stream
#include <yaml-cpp/yaml.h>

#include <cctype>
#include <cstdlib>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

// A copy of a node, in which no part is shared.
struct Value {
    YAML::NodeType::value type = YAML::NodeType::Null;
    std::string tag, scalar;
    bool applied = false; // by an edit, which gives a meaning and no spelling
    std::vector<std::pair<Value, Value>> pairs;
    std::vector<Value> elements;
};

struct Operation {
    std::string name, path, value;
};

static bool same(const Value &value, const Value &expected);

// What `<<` brings: the keys that the map has not.
static void merge(Value &map, const Value &source)
{
    for (const Value &element : source.elements) {
        merge(map, element);
    }
    for (const auto &pair : source.pairs) {
        bool found = false;
        for (const auto &own : map.pairs) {
            found |= same(own.first, pair.first);
        }
        if (!found) {
            map.pairs.push_back(pair);
        }
    }
}

static Value copy(const YAML::Node &node, bool applied)
{
    Value value;
    value.type = node.Type();
    value.applied = applied;
    value.tag = node.Tag();
    if (node.IsScalar()) {
        value.scalar = node.Scalar();
    }
    if (node.IsSequence()) {
        for (const auto &element : node) {
            value.elements.push_back(copy(element, applied));
        }
    }
    std::vector<Value> merged;
    if (node.IsMap()) {
        for (const auto &pair : node) {
            bool merges = pair.first.IsScalar() && pair.first.Scalar() == "<<" && pair.first.Tag() == "?";
            if (merges) {
                merged.push_back(copy(pair.second, applied));
            } else {
                value.pairs.emplace_back(copy(pair.first, applied), copy(pair.second, applied));
            }
        }
    }
    for (const Value &source : merged) {
        merge(value, source);
    }
    return value;
}

// The first document, as the edits are of it.
static Value load(const std::string &source, bool applied = false)
{
    return copy(YAML::Load(source), applied);
}

static bool sameNumber(const std::string &one, const std::string &other)
{
    char *oneEnd, *otherEnd;
    double oneNumber = std::strtod(one.c_str(), &oneEnd), otherNumber = std::strtod(other.c_str(), &otherEnd);
    return !one.empty() && !other.empty() && !*oneEnd && !*otherEnd && oneNumber == otherNumber;
}

static std::string lower(const std::string &text)
{
    std::string result;
    for (char c : text) {
        result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return result;
}

// A boolean that stands there already keeps its spelling.
static bool sameBoolean(const std::string &one, const std::string &other)
{
    return lower(one) == lower(other) && (lower(one) == "true" || lower(one) == "false");
}

// Whether a plain scalar may be read as something else than a string.
static bool isTyped(const std::string &text)
{
    static const std::set<std::string> words = {"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"};
    return words.count(lower(text)) > 0 || sameNumber(text, text);
}

static bool sameScalar(const Value &value, const Value &expected)
{
    if (value.tag != expected.tag) {
        // Quoted or plain, as strings.
        bool strings = value.tag + expected.tag == "!?" || value.tag + expected.tag == "?!";
        return strings && value.scalar == expected.scalar && !isTyped(value.scalar);
    }
    bool typed = expected.applied && value.tag == "?" &&
                 (sameNumber(value.scalar, expected.scalar) || sameBoolean(value.scalar, expected.scalar));
    return typed || value.scalar == expected.scalar;
}

static bool same(const Value &value, const Value &expected)
{
    if (value.type != expected.type || value.elements.size() != expected.elements.size() ||
        value.pairs.size() != expected.pairs.size()) {
        return false;
    }
    if (value.type == YAML::NodeType::Scalar) {
        return sameScalar(value, expected);
    }
    if (value.tag != expected.tag) {
        return false;
    }
    for (size_t i = 0; i < value.elements.size(); i++) {
        if (!same(value.elements[i], expected.elements[i])) {
            return false;
        }
    }
    // New keys may stand before a block scalar that has no line end.
    std::vector<bool> met(expected.pairs.size());
    for (const auto &pair : value.pairs) {
        size_t i = 0;
        while (i < met.size() && (met[i] || !same(pair.first, expected.pairs[i].first) ||
                                  !same(pair.second, expected.pairs[i].second))) {
            i++;
        }
        if (i == met.size()) {
            return false;
        }
        met[i] = true;
    }
    return true;
}

static void apply(Value &data, const Operation &operation, std::istream &path)
{
    std::string step;
    if (!std::getline(path, step)) {
        if (operation.name == "append") {
            data.elements.push_back(load(operation.value, true));
        } else {
            data = load(operation.value, true);
        }
        return;
    }
    bool last = path.peek() == EOF;
    if (step[0] == '#') {
        auto element = data.elements.begin() + std::stol(step.substr(1));
        if (last && operation.name == "remove") {
            data.elements.erase(element);
        } else {
            apply(*element, operation, path);
        }
        return;
    }
    Value key = load(step.substr(1));
    key.applied = true;
    bool found = false;
    auto rest = path.tellg();
    for (size_t i = 0; i < data.pairs.size();) {
        if (!same(data.pairs[i].first, key)) {
            i++;
            continue;
        }
        found = true;
        if (last && operation.name == "remove") {
            data.pairs.erase(data.pairs.begin() + static_cast<long>(i));
            continue;
        }
        path.clear();
        path.seekg(rest);
        apply(data.pairs[i++].second, operation, path);
    }
    if (!found) {
        data.type = YAML::NodeType::Map;
        data.pairs.emplace_back(key, load(operation.value, true));
    }
}

static bool readField(std::string &field)
{
    std::string length;
    if (!std::getline(std::cin, length)) {
        return false;
    }
    field.resize(std::stoul(length));
    std::cin.read(&field[0], static_cast<std::streamsize>(field.size()));
    return true;
}

struct Judge {
    unsigned long every = 1, number = 0, right = 0, wrong = 0, unread = 0;
    bool readable = false;
    std::string config;
    Value original;

    void readDocument()
    {
        std::string form, strictness, source;
        readField(config);
        readField(form);
        readField(strictness);
        readField(source);
        readable = form == "yaml";
        try {
            original = readable ? load(source) : Value();
        } catch (const std::exception &error) {
            std::cout << "yaml-cpp does not read " << config << ": " << error.what() << "\n";
            unread++;
            readable = false;
        }
    }

    bool isRight(const std::vector<Operation> &operations, const std::string &result)
    {
        Value expected = original;
        for (const Operation &operation : operations) {
            std::istringstream path(operation.path);
            apply(expected, operation, path);
        }
        return same(load(result), expected);
    }

    void judgeEdit()
    {
        std::string count, result;
        readField(count);
        std::vector<Operation> operations(std::stoul(count));
        for (Operation &operation : operations) {
            readField(operation.name);
            readField(operation.path);
            readField(operation.value);
        }
        readField(result);
        if (!readable || ++number % every != 0) {
            return;
        }
        bool correct = false;
        std::string reason;
        try {
            correct = isRight(operations, result);
        } catch (const std::exception &error) {
            reason = error.what();
        }
        ++(correct ? right : wrong);
        if (!correct && wrong <= 5) {
            std::cout << "wrong: " << config << " " << operations[0].name << " " << operations[0].path
                      << operations[0].value << " " << reason << "\n" << result << "\n---\n";
        }
    }
};

int main(int argc, char **argv)
{
    Judge judge;
    judge.every = argc > 1 ? std::stoul(argv[1]) : 1;
    for (std::string kind; readField(kind);) {
        if (kind == "document") {
            judge.readDocument();
        } else {
            judge.judgeEdit();
        }
    }
    std::cout << "yaml-cpp: " << judge.right << " right, " << judge.wrong << " wrong, " << judge.unread
              << " documents not read\n";
    return judge.wrong > 0;
}
