package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.sequence.Attention;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Attention of steps to steps of one sequence, as exporters write it: queries, keys and values by
 * dense layers, divided into heads in any order, products, a softmax, products, and a dense layer.
 */
final class AttentionOperators extends Operators {
  private static final double LOW = -1e4;

  AttentionOperators(OnnxModel model, Constants constants) {
    super(model, constants);
  }

  @Override
  Set<String> names() {
    return Set.of("MatMul", "Softmax", "Transpose", "Reshape", "Slice", "Split", "Gather");
  }

  @Override
  Optional<Step> step(NodeProto node, String value) {
    return switch (node.getOpType()) {
      case "Add", "MatMul" ->
          Projection.of(node, this)
              .flatMap(out -> attention(node, out, HeadPath.to(value, model, constants)));
      // A product of matrices has its rows in one axis, and they are parted again.
      case "Reshape" ->
          model
              .producer(node.getInput(0), "Gemm")
              .flatMap(gemm -> Projection.of(gemm, this))
              .flatMap(out -> attention(node, out, HeadPath.to(value, model, constants)));
      default -> Optional.empty();
    };
  }

  /** Finds what stands before the last dense layer. */
  private Optional<Step> attention(NodeProto node, Projection out, HeadPath after) {
    HeadPath before = HeadPath.to(out.input(), model, constants);
    Optional<NodeProto> product =
        model
            .producer(before.start(), "MatMul")
            .filter(made -> model.computedInputs(made).size() == 2)
            .filter(made -> before.factor() == 1);
    Optional<NodeProto> softmax =
        product.flatMap(made -> model.producer(past(made.getInput(0)), "Softmax"));
    if (softmax.isEmpty()) {
      return Optional.empty();
    }
    Scores scores = Scores.of(softmax.get().getInput(0), this);
    List<HeadPath> paths =
        List.of(
            scores.queries(),
            scores.keys(),
            HeadPath.to(product.orElseThrow().getInput(1), model, constants));
    List<Projection> maps = new ArrayList<>();
    for (HeadPath path : paths) {
      maps.add(
          model
              .producer(path.start())
              .flatMap(made -> Projection.of(made, this))
              .orElseThrow(
                  () -> model.refused(node, "its queries, keys or values are no dense layer's")));
    }
    List<String> sources = maps.stream().map(map -> map.source(this)).toList();
    if (sources.stream().distinct().count() != 1) {
      throw model.refused(node, "it looks from one sequence to another, which no layer does");
    }
    AttentionHeads.Parts parts =
        new AttentionHeads.Parts(
            softmax.get(), product.get(), scores, paths, maps, before, out, after);
    return Optional.of(new Step(node, sources.get(0), stack -> add(node, parts, stack)));
  }

  /** Gives the value before operators that change nothing outside of training. */
  private String past(String value) {
    String from = value;
    for (int i = 0; i < 4; i++) {
      NodeProto node = model.producer(from).orElse(null);
      if (node == null || !Set.of("Dropout", "Identity").contains(node.getOpType())) {
        return from;
      }
      from = node.getInput(0);
    }
    return from;
  }

  private void add(NodeProto node, AttentionHeads.Parts parts, LayerStack stack) {
    AttentionHeads heads = AttentionHeads.of(node, parts, stack, this);
    Attention.Sight sight = new Attention.Sight(isCausal(node, parts, stack), false, 0);
    boolean hidesPadding = hidesPadding(node, parts);
    if (hidesPadding != model.settings().padding().isPresent()) {
      throw model.refused(
          node,
          hidesPadding
              ? "it leaves out padding, and no token is known as padding"
              : "it sees padding, which attention after tokens of padding leaves out");
    }
    Attention plain = Attention.of(heads.count());
    Attention layer =
        new Attention(heads.count(), true, 0, sight, plain.weightIn(), plain.weightOut());
    Map<String, TensorData> values = new LinkedHashMap<>();
    values.put("weightIn", heads.weight());
    values.put("biasIn", heads.bias());
    values.put("weightOut", parts.out().weight());
    values.put("biasOut", parts.out().biasOrZeros());
    stack.add(
        node, module(node, parts.out().name()), hidesPadding ? layer.masked() : layer, values);
  }

  private boolean hidesPadding(NodeProto node, AttentionHeads.Parts parts) {
    boolean hides = false;
    for (String term : parts.scores().terms()) {
      if (constants.find(term).isEmpty()) {
        hides =
            MaskMeaning.of(term, model, constants)
                .filter(MaskMeaning::hidesPadding)
                .map(meaning -> true)
                .orElseThrow(
                    () ->
                        model.refused(
                            node,
                            "what it adds to its scores is not 0 where the mask is 1 and very low where it is 0"));
      }
    }
    return hides;
  }

  /** Says whether a constant hides later steps, and refuses all other constants. */
  private boolean isCausal(NodeProto node, AttentionHeads.Parts parts, LayerStack stack) {
    boolean causal = false;
    int steps = Math.toIntExact(stack.dims().size(0));
    for (String term : parts.scores().terms()) {
      Optional<TensorData> constant = constants.find(term);
      if (constant.isPresent()) {
        double[] all = constant.get().doubles();
        boolean later = all.length == steps * steps;
        boolean none = true;
        for (int i = 0; i < all.length; i++) {
          boolean isLater = i % steps > i / steps;
          later &= isLater ? all[i] <= LOW : all[i] == 0;
          none &= all[i] == 0;
        }
        if (!later && !none) {
          throw model.refused(
              node, "it adds constants to its scores that do more than hide later steps");
        }
        causal |= later;
      }
    }
    return causal;
  }
}
