package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.layer.merge.Average;
import dev.espalier.describe.layer.merge.Concat;
import dev.espalier.describe.layer.merge.Product;
import dev.espalier.describe.layer.merge.Residual;
import dev.espalier.describe.layer.merge.Sum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Operators that put several ways from one value together, as layers with branches do. A way may
 * itself part and join.
 */
final class Joins {
  /** The operators' names. */
  static final Set<String> NAMES = Set.of("Add", "Sum", "Mul", "Mean", "Concat");

  // As many as a set of ways has bits.
  private static final int MOST = 62;

  private static final Residual SUM =
      new Residual(List.of(new NamedLayer("x", new Identity(), Activation.IDENTITY)), List.of());

  private final OnnxModel model;
  private final Walk walk;

  Joins(OnnxModel model, Walk walk) {
    this.model = model;
    this.walk = walk;
  }

  /** Gives the step that ends with a node, if it puts computed values together. */
  Optional<Operators.Step> step(NodeProto node, int depth) {
    List<String> inputs = inputs(node);
    boolean joins =
        NAMES.contains(node.getOpType())
            && !inputs.isEmpty()
            && inputs.size() <= MOST
            && inputs.stream().allMatch(model::isComputed);
    if (!joins) {
      return Optional.empty();
    }
    if (inputs.size() == 1) {
      return Optional.of(new Operators.Step(node, inputs.get(0), stack -> {}));
    }
    String start = fork(node, inputs);
    List<Deque<Walk.Found>> ways = new ArrayList<>();
    inputs.forEach(input -> ways.add(walk.chain(start, input, depth + 1)));
    boolean isResidual = inputs.size() == 2 && node.getOpType().equals("Add");
    return Optional.of(
        new Operators.Step(
            node,
            start,
            isResidual
                ? stack -> residual(node, ways, stack)
                : stack -> branches(node, ways, stack)));
  }

  /**
   * Gives the values that are put together. What another node has put together already along the
   * same axis stays as it is: a densely connected block joins all before it again and again.
   */
  private List<String> inputs(NodeProto node) {
    List<String> inputs = node.getInputList();
    if (!node.getOpType().equals("Concat")) {
      return inputs;
    }
    Optional<NodeProto> longest =
        model.nodes().stream()
            .filter(other -> other.getOpType().equals("Concat") && !other.equals(node))
            .filter(other -> axis(other) == axis(node) && other.getInputCount() > 1)
            .filter(other -> other.getInputCount() < inputs.size())
            .filter(other -> inputs.subList(0, other.getInputCount()).equals(other.getInputList()))
            .max(Comparator.comparingInt(NodeProto::getInputCount));
    List<String> shorter = new ArrayList<>(inputs);
    longest.ifPresent(
        other -> {
          shorter.subList(0, other.getInputCount()).clear();
          shorter.add(0, other.getOutput(0));
        });
    return shorter;
  }

  private static long axis(NodeProto concat) {
    return OnnxModel.whole(concat, "axis", 0);
  }

  private void residual(NodeProto node, List<Deque<Walk.Found>> ways, LayerStack stack) {
    boolean first = ways.get(0).size() >= ways.get(1).size();
    String name = stack.name("", SUM);
    LayerStack through = stack.within(name, "body");
    walk.run(ways.get(first ? 0 : 1), through);
    LayerStack around = stack.within(name, "shortcut");
    walk.run(ways.get(first ? 1 : 0), around);
    if (through.layers().isEmpty() || through.order() != around.order()) {
      throw model.refused(node, "it adds a value to itself, or values in another order");
    }
    Residual sum = new Residual(through.layers(), around.layers());
    stack.add(node, new NamedLayer(name, sum, Activation.IDENTITY));
    stack.order(through.order());
  }

  private void branches(NodeProto node, List<Deque<Walk.Found>> ways, LayerStack stack) {
    List<Branch> none = List.of(new Branch("branch1", List.of()));
    String name = stack.name("", join(node, none, 1));
    List<Branch> branches = new ArrayList<>();
    int rank = stack.dims().rank();
    for (Deque<Walk.Found> way : ways) {
      String branch = "branch" + (branches.size() + 1);
      LayerStack inner = stack.within(name, branch);
      walk.run(way, inner);
      inner.require(LayerStack.Order.BATCH_FIRST, node);
      branches.add(new Branch(branch, inner.layers()));
      rank = inner.dims().rank();
    }
    stack.require(LayerStack.Order.BATCH_FIRST, node);
    stack.add(node, new NamedLayer(name, join(node, branches, rank), Activation.IDENTITY));
  }

  /** Gives the layer of a join of samples with so many axes. */
  private Layer join(NodeProto node, List<Branch> branches, int rank) {
    return switch (node.getOpType()) {
      case "Mul" -> new Product(branches);
      case "Mean" -> new Average(branches);
      case "Concat" -> new Concat(place(node, rank), branches);
      default -> new Sum(branches);
    };
  }

  /** Gives the axis of a sample that an axis of a batch is; the last one of steps backwards. */
  private int place(NodeProto concat, int rank) {
    long axis = axis(concat);
    long place = axis < 0 ? axis + rank : axis - 1;
    if (place < 0 || place >= rank) {
      throw model.refused(concat, "it goes along axis %s, which is no sample's".formatted(axis));
    }
    return rank == 2 && place == 1 ? -1 : (int) place;
  }

  /** Finds the last value that all ways to a join lead through. */
  private String fork(NodeProto join, List<String> inputs) {
    Map<String, Long> ways = new HashMap<>();
    // The value that is made last comes first; none is open twice.
    NavigableSet<String> open =
        new TreeSet<>(
            Comparator.comparingInt(model::place).reversed().thenComparing(value -> value));
    for (int i = 0; i < inputs.size(); i++) {
      ways.merge(inputs.get(i), 1L << i, (one, other) -> one | other);
      open.add(inputs.get(i));
    }
    while (!open.isEmpty()) {
      String value = open.pollFirst();
      long way = ways.getOrDefault(value, 0L);
      if (open.isEmpty() && way == (1L << inputs.size()) - 1) {
        return value;
      }
      NodeProto node = model.producer(value).orElse(null);
      if (node == null) {
        break;
      }
      for (String input : model.computedInputs(node)) {
        ways.merge(input, way, (one, other) -> one | other);
        open.add(input);
      }
    }
    throw model.refused(join, "its inputs do not come from one value");
  }
}
