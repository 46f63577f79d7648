package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.problem.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The products of queries and keys.
 *
 * @param queries where queries come from
 * @param keys where keys come from
 * @param factor what the products are multiplied by
 * @param terms the values that are added to them
 */
record Scores(HeadPath queries, HeadPath keys, double factor, List<String> terms) {
  /** Gives those that a value is; refuses it if it is none. */
  static Scores of(String value, Operators reader) {
    OnnxModel model = reader.model;
    Constants constants = reader.constants;
    List<String> terms = new ArrayList<>();
    String scores = value;
    NodeProto node = made(scores, model);
    while (node.getOpType().equals("Add") && node.getInputCount() == 2) {
      Optional<String> computed = reader.onlyComputed(node);
      if (computed.isEmpty()) {
        throw model.refused(node, "it adds to attention's scores what comes from the tokens");
      }
      terms.add(node.getInput(node.getInput(0).equals(computed.get()) ? 1 : 0));
      scores = computed.get();
      node = made(scores, model);
    }
    HeadPath scaled = HeadPath.to(scores, model, constants);
    NodeProto product =
        model
            .producer(scaled.start(), "MatMul")
            .filter(made -> model.computedInputs(made).size() == 2)
            .filter(made -> scaled.isScaleOnly())
            .orElseThrow(
                () ->
                    model.refused(
                        made(value, model),
                        "a softmax is of what is no product of queries and keys"));
    HeadPath queries = HeadPath.to(product.getInput(0), model, constants);
    HeadPath keys = HeadPath.to(product.getInput(1), model, constants);
    return new Scores(
        queries, keys, scaled.factor() * queries.factor() * keys.factor(), List.copyOf(terms));
  }

  private static NodeProto made(String value, OnnxModel model) {
    return model
        .producer(value)
        .orElseThrow(
            () ->
                model.refused(
                    "value " + Shown.name(value),
                    "a softmax is of what is no product of queries and keys"));
  }
}
