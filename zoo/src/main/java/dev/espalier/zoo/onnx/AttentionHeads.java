package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.onnx.HeadAxes.Kind;
import dev.espalier.zoo.onnx.HeadAxes.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The heads of attention in a file, with the weights of their queries, keys and values in this
 * order.
 *
 * @param count how many heads
 * @param weight (3 size x size)
 * @param bias (3 size)
 */
record AttentionHeads(int count, TensorData weight, TensorData bias) {
  /**
   * What attention in a file is made of.
   *
   * @param softmax the softmax over scores
   * @param product the products with the values
   * @param scores what the softmax is of
   * @param paths how queries, keys and values are divided into heads
   * @param maps the dense layers that give them
   * @param before how heads are joined again
   * @param out the last dense layer
   * @param after what follows it to give the shape of before
   */
  record Parts(
      NodeProto softmax,
      NodeProto product,
      Scores scores,
      List<HeadPath> paths,
      List<Projection> maps,
      HeadPath before,
      Projection out,
      HeadPath after) {}

  /** Reads them, and refuses attention that divides, orders or joins its parts otherwise. */
  static AttentionHeads of(NodeProto node, Parts parts, LayerStack stack, Operators reader) {
    OnnxModel model = reader.model;
    BatchSizes sizes = new BatchSizes(model, reader.constants, stack);
    if (stack.dims().rank() != 2) {
      throw model.refused(node, "it needs steps of features, found " + stack.dims());
    }
    Sequence sequence = Sequence.of(node, stack, sizes, model);
    List<Head> heads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Projection map = parts.maps().get(i);
      sizes.remember(parts.paths().get(i).start(), sequence.after(map, sizes, reader).sizes());
    }
    for (int i = 0; i < 3; i++) {
      Projection map = parts.maps().get(i);
      HeadAxes from = sequence.after(map, sizes, reader);
      HeadAxes axes = parts.paths().get(i).through(from, sizes);
      heads.add(Head.of(i == 1 ? swapped(axes) : axes, sequence));
    }
    Head first = heads.get(0);
    for (Head head : heads) {
      if (head.count != first.count || head.size != first.size || head.isFlat != first.isFlat) {
        throw model.refused(node, "its queries, keys and values are divided differently");
      }
    }
    long size = stack.dims().size(1);
    boolean fits =
        first.count * first.size == size
            && parts.out().units() == size
            && parts.out().weight().dims().get(1) == size
            && parts.maps().stream().allMatch(map -> map.weight().dims().get(1) == size);
    if (!fits) {
      throw model.refused(
          node,
          "its %s heads of %s are no parts of the %s features that it takes and gives"
              .formatted(first.count, first.size, size));
    }
    requireLast(node, parts, reader);
    requireJoined(node, parts, first, sequence, sizes, reader);
    double factor = parts.scores().factor() * Math.sqrt((double) first.size);
    List<TensorData> weights = new ArrayList<>();
    List<TensorData> biases = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Projection map = parts.maps().get(i);
      List<Long> rows = heads.get(i).rows();
      double scale =
          i == 0 && !Operators.near(factor, 1)
              ? factor
              : i == 2 ? parts.paths().get(2).factor() : 1;
      weights.add(
          Operators.times(
              reader.constants.rows(map.weight(), rows, List.of(size, size), node), scale));
      biases.add(
          Operators.times(
              reader.constants.rows(map.biasOrZeros(), rows, List.of(size), node), scale));
    }
    return new AttentionHeads(
        Math.toIntExact(first.count),
        stacked(weights, List.of(3 * size, size)),
        stacked(biases, List.of(3 * size)));
  }

  private static HeadAxes swapped(HeadAxes axes) {
    List<Long> order = new ArrayList<>();
    int rank = axes.axes().size();
    for (long i = 0; i < rank; i++) {
      order.add(i == rank - 2 ? rank - 1L : i == rank - 1 ? rank - 2L : i);
    }
    return axes.transposed(order);
  }

  private static void requireLast(NodeProto node, Parts parts, Operators reader) {
    long axis = OnnxModel.whole(parts.softmax(), "axis", -1);
    if (axis != -1 && axis != 3 && axis != 2) {
      throw reader.model.refused(node, "its softmax goes along axis " + axis);
    }
  }

  /** Refuses heads that are not joined as they were divided, or another shape than before. */
  private static void requireJoined(
      NodeProto node,
      Parts parts,
      Head head,
      Sequence sequence,
      BatchSizes sizes,
      Operators reader) {
    Part inHead = HeadAxes.features(head.size, 1);
    Part heads = HeadAxes.features(head.count, head.size);
    HeadAxes seen =
        head.isFlat
            ? HeadAxes.of(sequence.batch(), heads, sequence.steps(), inHead)
                .reshaped(
                    List.of(
                        sequence.batch().size() * head.count, sequence.steps().size(), head.size))
            : HeadAxes.of(sequence.batch(), heads, sequence.steps(), inHead);
    HeadAxes joined = parts.before().through(seen, sizes);
    HeadAxes rows = parts.out().isFlat() ? sequence.flat() : sequence.axes();
    boolean isSame = joined.equals(rows);
    if (isSame && !parts.after().isEmpty()) {
      isSame =
          parts.after().factor() == 1
              && parts.after().start().equals(parts.out().node().getOutput(0))
              && parts.after().through(rows, sizes).equals(sequence.axes());
    } else if (parts.out().isFlat()) {
      isSame = false;
    }
    if (!isSame) {
      throw reader.model.refused(node, "its heads are joined otherwise than they were divided");
    }
  }

  private static TensorData stacked(List<TensorData> parts, List<Long> dims) {
    TensorData first = parts.get(0);
    List<TensorData> same = parts.stream().map(part -> part.as(first.type())).toList();
    int bytes = same.stream().mapToInt(part -> part.bytes().remaining()).sum();
    ByteBuffer all = ByteBuffer.allocate(bytes);
    same.forEach(part -> all.put(part.bytes()));
    return new TensorData(first.type(), dims, all.flip());
  }

  /** A sequence as its axes lie. */
  private record Sequence(Part batch, Part steps, long size, boolean isStepsFirst) {
    static Sequence of(NodeProto node, LayerStack stack, BatchSizes sizes, OnnxModel model) {
      LayerStack.Order order = stack.order();
      if (order != LayerStack.Order.BATCH_FIRST && order != LayerStack.Order.STEPS_FIRST) {
        throw model.refused(node, "it takes values in the order " + order);
      }
      return new Sequence(
          HeadAxes.batch(sizes.batch()),
          HeadAxes.steps(stack.dims().size(0)),
          stack.dims().size(1),
          order == LayerStack.Order.STEPS_FIRST);
    }

    HeadAxes axes(long features) {
      Part last = HeadAxes.features(features, 1);
      return isStepsFirst ? HeadAxes.of(steps, batch, last) : HeadAxes.of(batch, steps, last);
    }

    HeadAxes axes() {
      return axes(size);
    }

    /** Gives it with all rows in one axis. */
    HeadAxes flat(long features) {
      return axes(features).reshaped(List.of(batch.size() * steps.size(), features));
    }

    HeadAxes flat() {
      return flat(size);
    }

    /** Gives the axes of what a dense layer gives. */
    HeadAxes after(Projection map, BatchSizes sizes, Operators reader) {
      if (!map.isFlat()) {
        return axes(map.units());
      }
      HeadAxes rows =
          reader
              .model
              .producer(map.input(), "Reshape")
              .map(made -> axes().reshaped(sizes.of(OnnxModel.input(made, 1), made)))
              .orElse(axes());
      if (!rows.equals(flat())) {
        throw new IllegalArgumentException("its rows are no steps");
      }
      sizes.remember(map.input(), rows.sizes());
      return flat(map.units());
    }
  }

  /** One part of attention as its heads lie: (batch, heads, steps, size). */
  private record Head(
      long count, long countStride, long size, long sizeStride, long offset, boolean isFlat) {
    static Head of(HeadAxes axes, Sequence sequence) {
      int rank = axes.axes().size();
      IllegalArgumentException otherwise =
          new IllegalArgumentException("its parts lie otherwise than (batch, heads, steps, size)");
      if (rank < 3 || rank > 4) {
        throw otherwise;
      }
      List<Part> size = axes.axes().get(rank - 1);
      List<Part> steps = axes.axes().get(rank - 2);
      List<Part> before = new ArrayList<>();
      axes.axes().subList(0, rank - 2).forEach(before::addAll);
      boolean hasBatch = sequence.batch.size() > 1;
      int heads = before.size() - (hasBatch ? 1 : 0);
      boolean isSound =
          steps.equals(HeadAxes.of(sequence.steps).axes().get(0))
              && size.size() <= 1
              && size.stream().allMatch(part -> part.kind() == Kind.FEATURES)
              && (!hasBatch || (!before.isEmpty() && before.get(0).equals(sequence.batch)))
              && (heads == 0 || heads == 1)
              && before.stream()
                  .skip(hasBatch ? 1 : 0)
                  .allMatch(part -> part.kind() == Kind.FEATURES);
      if (!isSound) {
        throw otherwise;
      }
      Part one = HeadAxes.features(1, 0);
      Part head = heads == 0 ? one : before.get(before.size() - 1);
      Part inHead = size.isEmpty() ? one : size.get(0);
      return new Head(
          head.size(), head.stride(), inHead.size(), inHead.stride(), axes.offset(), rank == 3);
    }

    List<Long> rows() {
      List<Long> rows = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        for (long j = 0; j < size; j++) {
          rows.add(offset + i * countStride + j * sizeStride);
        }
      }
      return rows;
    }
  }
}
