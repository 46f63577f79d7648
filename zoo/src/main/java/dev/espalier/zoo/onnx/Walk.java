package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.zoo.problem.ZooException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Joins joins;
  private final Set<String> done = new HashSet<>();

  Walk(OnnxModel model) {
    this.model = model;
    this.constants = new Constants(model);
    this.joins = new Joins(model, this);
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
          && !Joins.NAMES.contains(type)
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

  /**
   * Adds the layers of a chain.
   *
   * @throws ZooException if a node's values were made before, by another branch
   */
  void run(Deque<Found> chain, LayerStack stack) {
    for (Found found : chain) {
      if (!done.add(found.output)) {
        throw model.refused(
            found.step.node(),
            "it is needed in two branches that begin before it, which no layer has");
      }
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

  /**
   * A step on the way.
   *
   * @param output the value that it ends with
   */
  record Found(Operators.Step step, String output) {}

  /** Gives the steps from one value to another, in their order. */
  Deque<Found> chain(String from, String to, int depth) {
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
      Operators.Step step = step(node, value, depth);
      chain.addFirst(new Found(step, output));
      value = step.input();
    }
    return chain;
  }

  private Operators.Step step(NodeProto node, String value, int depth) {
    for (Operators kind : kinds) {
      Optional<Operators.Step> step = sound(node, () -> kind.step(node, value));
      if (step.isPresent()) {
        return step.get();
      }
    }
    Optional<Operators.Step> join = sound(node, () -> joins.step(node, depth));
    if (join.isPresent()) {
      return join.get();
    }
    throw model.refused(node, "no layer of Espalier's computes it of these inputs");
  }
}
