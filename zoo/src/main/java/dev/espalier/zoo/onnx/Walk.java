package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.layer.merge.Residual;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.zoo.problem.ZooException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The way through a graph: from the output back, operator by operator, to the input, and then the
 * layers forward.
 */
final class Walk {
  private static final int DEEPEST = 50;

  private final OnnxModel model;
  private final Constants constants;
  private final List<Operators> kinds;

  Walk(OnnxModel model) {
    this.model = model;
    this.constants = new Constants(model);
    this.kinds =
        List.of(
            new AttentionOperators(model, constants),
            new ActivationOperators(model, constants),
            new ShapeOperators(model, constants),
            new NormOperators(model, constants),
            new VectorOperators(model, constants),
            new DenseOperators(model, constants),
            new ImageOperators(model, constants),
            new SequenceOperators(model, constants));
  }

  /** Finds the layers of the whole graph. */
  LayerStack layers(Dims input) {
    requireKnown();
    LayerStack stack = LayerStack.over(model, input);
    stack.remember(model.input().getName());
    run(chain(model.input().getName(), model.output(), 0), stack);
    if (stack.layers().isEmpty()) {
      stack.add(model.nodes().get(0), "", new Identity(), Map.of());
    }
    if (stack.order() != LayerStack.Order.BATCH_FIRST) {
      throw model.refused(
          "graph",
          "its output is in the order %s, needed the batch first".formatted(stack.order()));
    }
    return stack;
  }

  /** Refuses operators that no layer is made of: the first of each kind, in the graph's order. */
  private void requireKnown() {
    Map<String, Problem> unknown = new LinkedHashMap<>();
    Set<Integer> needed = model.placesBefore(model.output());
    for (int place : needed) {
      NodeProto node = model.nodes().get(place);
      String type = node.getOpType();
      boolean depends = !model.computedInputs(node).isEmpty();
      if (depends
          && !type.equals("Add")
          && !Operators.HELPERS.contains(type)
          && kinds.stream().noneMatch(kind -> kind.names().contains(type))) {
        unknown.putIfAbsent(
            type,
            new Problem(
                OnnxModel.where(node),
                "no layer of Espalier's computes it",
                "torchScript(...) for a guide of any operators, or an own layer"));
      }
    }
    if (!unknown.isEmpty()) {
      throw new ZooException(model.subject(), List.copyOf(unknown.values()));
    }
  }

  private void run(Deque<Found> chain, LayerStack stack) {
    for (Found found : chain) {
      sound(
          found.step.node(),
          () -> {
            found.step.layers().addTo(stack);
            return stack;
          });
      stack.remember(found.output);
    }
  }

  /** Gives what a node makes; settings that no layer takes are refused in the layer's own words. */
  private <T> T sound(NodeProto node, Supplier<T> made) {
    try {
      return made.get();
    } catch (IndexOutOfBoundsException e) {
      throw model.refused(node, "it has fewer inputs than it needs").causedBy(e);
    } catch (ArithmeticException e) {
      throw model.refused(node, "its sizes are too large").causedBy(e);
    } catch (IllegalArgumentException e) {
      String words = String.valueOf(e.getMessage()).replaceAll("\\. Try [^\n]*$", "");
      throw model.refused(node, words).causedBy(e);
    }
  }

  private record Found(Step step, String output) {}

  /** Gives the steps from one value to another, in their order. */
  private Deque<Found> chain(String from, String to, int depth) {
    if (depth > DEEPEST) {
      throw model.refused("graph", "its branches lie more than %s deep".formatted(DEEPEST));
    }
    Deque<Found> chain = new ArrayDeque<>();
    String value = to;
    while (!value.equals(from)) {
      String output = value;
      NodeProto node =
          model
              .producer(value)
              .filter(one -> model.isComputed(output))
              .orElseThrow(
                  () ->
                      model.refused(
                          "value " + Shown.name(output),
                          "it does not come from the network's input alone"));
      if (model.place(value) <= model.place(from)) {
        throw model.refused(
            node, "it is needed both inside and outside of a branch, which no layer has");
      }
      Step step = step(node, value, depth);
      chain.addFirst(new Found(step, output));
      value = step.input();
    }
    return chain;
  }

  private Step step(NodeProto node, String value, int depth) {
    for (Operators kind : kinds) {
      Optional<Step> step = sound(node, () -> kind.step(node, value));
      if (step.isPresent()) {
        return step.get();
      }
    }
    if (node.getOpType().equals("Add") && model.computedInputs(node).size() == 2) {
      return residual(node, depth);
    }
    throw model.refused(node, "no layer of Espalier's computes it of these inputs");
  }

  /** Gives a sum of two ways from one value. */
  private Step residual(NodeProto node, int depth) {
    String start = fork(node);
    Deque<Found> first = chain(start, node.getInput(0), depth + 1);
    Deque<Found> second = chain(start, node.getInput(1), depth + 1);
    Deque<Found> body = first.size() >= second.size() ? first : second;
    Deque<Found> shortcut = first.size() >= second.size() ? second : first;
    return new Step(
        node,
        start,
        stack -> {
          String name = stack.name("", SUM);
          LayerStack through = stack.within(name, "body");
          run(body, through);
          LayerStack around = stack.within(name, "shortcut");
          run(shortcut, around);
          if (through.layers().isEmpty() || through.order() != around.order()) {
            throw model.refused(node, "it adds a value to itself, or values in another order");
          }
          stack.add(
              node,
              new NamedLayer(
                  name, new Residual(through.layers(), around.layers()), Activation.IDENTITY));
          stack.order(through.order());
        });
  }

  private static final Residual SUM =
      new Residual(List.of(new NamedLayer("x", new Identity(), Activation.IDENTITY)), List.of());

  /** Finds the last value that both inputs of a sum come from. */
  private String fork(NodeProto sum) {
    Map<String, Integer> ways = new HashMap<>();
    PriorityQueue<String> open =
        new PriorityQueue<>(Comparator.comparingInt(model::place).reversed());
    for (int i = 0; i < 2; i++) {
      ways.merge(sum.getInput(i), 1 << i, (one, other) -> one | other);
      open.add(sum.getInput(i));
    }
    while (!open.isEmpty()) {
      String value = open.remove();
      int way = ways.getOrDefault(value, 0);
      if (way == 3) {
        return value;
      }
      while (!open.isEmpty() && open.peek().equals(value)) {
        open.remove();
      }
      NodeProto node = model.producer(value).orElse(null);
      if (node == null) {
        break;
      }
      for (String input : model.computedInputs(node)) {
        if (ways.merge(input, way, (one, other) -> one | other) != 0) {
          open.add(input);
        }
      }
    }
    throw model.refused(sum, "its inputs do not come from one value");
  }
}
