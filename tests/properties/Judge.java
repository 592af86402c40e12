// SPDX-License-Identifier: Apache-2.0
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Judges the stream that edits writes, as judge.py does, with SnakeYAML: by its nodes, which have types but come without
 * merge keys applied.
 *
 * <p>usage: java -cp snakeyaml.jar Judge.java [EVERY] &lt;stream
 */
class Judge {
    private static final DataInputStream INPUT = new DataInputStream(new BufferedInputStream(System.in, 1 << 20));

    /** A copy of a node, in which no part is shared. */
    private static class Value {
        String kind;
        String tag;
        String text;
        List<Value> children = new ArrayList<>(); // a map's keys and values in turn

        Value(String kind, String tag, String text) {
            this.kind = kind;
            this.tag = tag;
            this.text = text;
        }

        Value copy() {
            Value copy = new Value(kind, tag, text);
            children.forEach(child -> copy.children.add(child.copy()));
            return copy;
        }
    }

    private static class Operation {
        String name = readField();
        String path = readField();
        String value = readField();

        Operation() throws IOException {}
    }

    private static Value valueOf(Node node) {
        String text = node instanceof ScalarNode ? ((ScalarNode) node).getValue() : "";
        Value value = new Value(node.getNodeId().name(), node.getTag().getValue(), text);
        if (node instanceof SequenceNode) {
            ((SequenceNode) node).getValue().forEach(child -> value.children.add(valueOf(child)));
        } else if (node instanceof MappingNode) {
            List<Value> merged = new ArrayList<>();
            for (NodeTuple pair : ((MappingNode) node).getValue()) {
                if (pair.getKeyNode().getTag().equals(Tag.MERGE)) {
                    merged.add(valueOf(pair.getValueNode()));
                } else {
                    value.children.add(valueOf(pair.getKeyNode()));
                    value.children.add(valueOf(pair.getValueNode()));
                }
            }
            merged.forEach(source -> merge(value, source));
        }
        return value;
    }

    /** What {@code <<} brings: the keys that the map has not. */
    private static void merge(Value map, Value source) {
        if (source.kind.equals("sequence")) {
            source.children.forEach(element -> merge(map, element));
            return;
        }
        for (int i = 0; i < source.children.size(); i += 2) {
            if (!hasKey(map, source.children.get(i))) {
                map.children.add(source.children.get(i));
                map.children.add(source.children.get(i + 1));
            }
        }
    }

    private static boolean hasKey(Value map, Value key) {
        for (int i = 0; i < map.children.size(); i += 2) {
            if (same(map.children.get(i), key)) {
                return true;
            }
        }
        return false;
    }

    /** The first document, as the edits are of it. */
    private static Value load(String source) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        String text = source.startsWith("\uFEFF") ? source.substring(1) : source;
        for (Node node : new Yaml(options).composeAll(new StringReader(text))) {
            return valueOf(node);
        }
        return new Value("scalar", "tag:yaml.org,2002:null", "");
    }

    private static boolean sameScalar(Value one, Value other) {
        if (one.text.equals(other.text) || one.tag.endsWith(":null")) {
            return true;
        }
        if (one.tag.endsWith(":bool")) {
            return one.text.equalsIgnoreCase(other.text);
        }
        return (one.tag.endsWith(":float") || one.tag.endsWith(":int"))
                && Double.parseDouble(one.text) == Double.parseDouble(other.text);
    }

    private static boolean same(Value one, Value other) {
        if (!one.kind.equals(other.kind) || !one.tag.equals(other.tag)
                || one.children.size() != other.children.size()) {
            return false;
        }
        if (one.kind.equals("scalar")) {
            return sameScalar(one, other);
        }
        if (one.kind.equals("mapping")) {
            return samePairs(one.children, other.children);
        }
        for (int i = 0; i < one.children.size(); i++) {
            if (!same(one.children.get(i), other.children.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** In any order: new keys may stand before a block scalar that has no line end. */
    private static boolean samePairs(List<Value> one, List<Value> other) {
        boolean[] met = new boolean[other.size()];
        for (int i = 0; i < one.size(); i += 2) {
            int at = 0;
            while (at < other.size() && (met[at] || !same(one.get(i), other.get(at))
                    || !same(one.get(i + 1), other.get(at + 1)))) {
                at += 2;
            }
            if (at == other.size()) {
                return false;
            }
            met[at] = true;
        }
        return true;
    }

    /** Makes one operation to the data and returns what it has become; null when it is removed. */
    private static Value apply(Value data, Operation operation, List<String> path) {
        if (path.isEmpty()) {
            if (operation.name.equals("append")) {
                data.children.add(load(operation.value));
                return data;
            }
            return operation.name.equals("remove") ? null : load(operation.value);
        }
        String step = path.get(0).substring(1);
        List<String> rest = path.subList(1, path.size());
        if (path.get(0).startsWith("#")) {
            int index = Integer.parseInt(step);
            Value changed = apply(data.children.remove(index), operation, rest);
            if (changed != null) {
                data.children.add(index, changed);
            }
            return data;
        }
        Value key = load(step);
        boolean found = false;
        List<Value> children = new ArrayList<>();
        for (int i = 0; i < data.children.size(); i += 2) {
            Value inner = data.children.get(i + 1);
            if (same(data.children.get(i), key)) {
                found = true;
                inner = apply(inner, operation, rest);
            }
            if (inner != null) {
                children.add(data.children.get(i));
                children.add(inner);
            }
        }
        if (!found) {
            children.add(key);
            children.add(load(operation.value));
        }
        data.children = children;
        return data;
    }

    private static String readField() throws IOException {
        int length = 0;
        int digit = INPUT.read();
        if (digit < 0) {
            return null;
        }
        for (; digit != '\n'; digit = INPUT.read()) {
            length = length * 10 + digit - '0';
        }
        return new String(INPUT.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static boolean isRight(Value original, List<Operation> operations, String result) {
        Value expected = original.copy();
        for (Operation operation : operations) {
            List<String> path = operation.path.lines().toList();
            expected = apply(expected, operation, path);
        }
        return same(load(result), expected);
    }

    public static void main(String[] arguments) throws IOException {
        int every = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        int right = 0;
        int wrong = 0;
        int unread = 0;
        int number = 0;
        String config = null;
        Value original = null;
        for (String kind = readField(); kind != null; kind = readField()) {
            if (kind.equals("document")) {
                config = readField();
                boolean yaml = readField().equals("yaml");
                readField();
                String source = readField();
                original = null;
                try {
                    original = yaml ? load(source) : null;
                } catch (RuntimeException problem) {
                    System.out.println("SnakeYAML does not read " + config + ": "
                            + problem.getMessage().replace('\n', ' '));
                    unread++;
                }
                continue;
            }
            List<Operation> operations = new ArrayList<>();
            for (int count = Integer.parseInt(readField()); count > 0; count--) {
                operations.add(new Operation());
            }
            String result = readField();
            if (original == null || ++number % every != 0) {
                continue;
            }
            boolean correct = false;
            String reason = "";
            try {
                correct = isRight(original, operations, result);
            } catch (RuntimeException problem) {
                reason = problem.getMessage();
            }
            if (correct) {
                right++;
            } else if (++wrong <= 5) {
                System.out.println("wrong: " + config + " " + operations.get(0).name + " " + operations.get(0).path
                        + operations.get(0).value + " " + reason + "\n" + result + "\n---");
            }
        }
        System.out.println("SnakeYAML: " + right + " right, " + wrong + " wrong, " + unread + " documents not read");
        System.exit(wrong > 0 ? 1 : 0);
    }
}
