package dev.espalier.zoo.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * What the axes of a value inside attention stand for: the batch, steps, and parts of the features
 * that a dense layer gives, however they are divided, ordered and joined.
 *
 * @param axes the axes, each of the parts that are joined in it
 * @param offset the first feature
 */
record HeadAxes(List<List<Part>> axes, long offset) {
  /** What a part is of. */
  enum Kind {
    BATCH,
    STEPS,
    FEATURES
  }

  /**
   * A part of an axis.
   *
   * @param stride how many features lie between two neighbours; 1 for others
   */
  record Part(Kind kind, long size, long stride) {}

  HeadAxes {
    axes = axes.stream().map(List::copyOf).toList();
  }

  /** Gives a value whose axes are of one part each. */
  static HeadAxes of(Part... parts) {
    List<List<Part>> axes = new ArrayList<>();
    for (Part part : parts) {
      axes.add(joined(List.of(part)));
    }
    return new HeadAxes(axes, 0);
  }

  static Part batch(long size) {
    return new Part(Kind.BATCH, size, 1);
  }

  static Part steps(long size) {
    return new Part(Kind.STEPS, size, 1);
  }

  static Part features(long size, long stride) {
    return new Part(Kind.FEATURES, size, stride);
  }

  /** Gives the length of each axis. */
  List<Long> sizes() {
    return axes.stream().map(HeadAxes::size).toList();
  }

  private static long size(List<Part> axis) {
    return axis.stream().mapToLong(Part::size).reduce(1, Math::multiplyExact);
  }

  /** Leaves out parts of one, and joins neighbours that follow each other in the features. */
  private static List<Part> joined(List<Part> parts) {
    List<Part> all = new ArrayList<>();
    for (Part part : parts) {
      Part last = all.isEmpty() ? null : all.get(all.size() - 1);
      if (part.size == 1) {
        continue;
      }
      if (last != null
          && last.kind == Kind.FEATURES
          && part.kind == Kind.FEATURES
          && last.stride == part.stride * part.size) {
        all.set(all.size() - 1, features(last.size * part.size, part.stride));
      } else {
        all.add(part);
      }
    }
    return all;
  }

  /** Gives the place of an axis that may be counted from the end. */
  private int axis(long axis, int rank) {
    long place = axis < 0 ? axis + rank : axis;
    if (place < 0 || place >= rank) {
      throw new IllegalArgumentException("it has no axis %s of %s".formatted(axis, rank));
    }
    return (int) place;
  }

  HeadAxes transposed(List<Long> order) {
    List<List<Part>> moved = new ArrayList<>();
    if (order.isEmpty()) {
      moved.addAll(axes);
      Collections.reverse(moved);
      return new HeadAxes(moved, offset);
    }
    if (order.stream().distinct().count() != axes.size() || order.size() != axes.size()) {
      throw new IllegalArgumentException("it orders %s axes as %s".formatted(axes.size(), order));
    }
    for (long from : order) {
      moved.add(axes.get(axis(from, axes.size())));
    }
    return new HeadAxes(moved, offset);
  }

  /** Gives it in another shape, whose sizes may be 0, as before, and one -1, what is left. */
  HeadAxes reshaped(List<Long> asked) {
    List<Long> sizes = new ArrayList<>(asked);
    long count = axes.stream().mapToLong(HeadAxes::size).reduce(1, Math::multiplyExact);
    long given = 1;
    for (int i = 0; i < sizes.size(); i++) {
      if (sizes.get(i) == 0 && i < axes.size()) {
        sizes.set(i, size(axes.get(i)));
      }
      given = sizes.get(i) > 0 ? Math.multiplyExact(given, sizes.get(i)) : given;
    }
    int open = sizes.indexOf(-1L);
    if (open >= 0) {
      sizes.set(open, count / given);
      given = Math.multiplyExact(given, sizes.get(open));
    }
    if (given != count || sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("it makes %s of %s".formatted(asked, sizes()));
    }
    Deque<Part> left = new ArrayDeque<>();
    axes.forEach(left::addAll);
    List<List<Part>> shaped = new ArrayList<>();
    for (long size : sizes) {
      shaped.add(joined(taken(size, left)));
    }
    return new HeadAxes(shaped, offset);
  }

  private static List<Part> taken(long size, Deque<Part> left) {
    List<Part> parts = new ArrayList<>();
    long rest = size;
    while (rest > 1) {
      Part part = left.poll();
      if (part == null) {
        throw new IllegalArgumentException("it has more values than before");
      }
      if (rest % part.size == 0) {
        parts.add(part);
        rest /= part.size;
      } else if (part.kind == Kind.FEATURES && part.size % rest == 0) {
        long inner = part.size / rest;
        parts.add(features(rest, part.stride * inner));
        left.addFirst(features(inner, part.stride));
        rest = 1;
      } else {
        throw new IllegalArgumentException("it mixes the batch, steps and features");
      }
    }
    return parts;
  }

  /** Gives a part of an axis of features, from one place up to another. */
  HeadAxes sliced(long axis, long start, long end) {
    int place = axis(axis, axes.size());
    List<Part> parts = axes.get(place);
    long size = size(parts);
    long from = Math.max(0, start < 0 ? start + size : start);
    long to = Math.min(size, end < 0 ? end + size : end);
    if (from == 0 && to == size) {
      return this;
    }
    if (from >= to || parts.size() != 1 || parts.get(0).kind != Kind.FEATURES) {
      throw new IllegalArgumentException("it takes a part of what is no axis of features");
    }
    List<List<Part>> all = new ArrayList<>(axes);
    long stride = parts.get(0).stride;
    all.set(place, joined(List.of(features(to - from, stride))));
    return new HeadAxes(all, offset + from * stride);
  }

  /** Gives one place of an axis of features, without the axis. */
  HeadAxes selected(long axis, long place) {
    int at = axis(axis, axes.size());
    long from = place < 0 ? place + size(axes.get(at)) : place;
    return sliced(at, from, from + 1).squeezed(List.of((long) at));
  }

  /** Leaves out axes of one. */
  HeadAxes squeezed(List<Long> without) {
    List<Integer> places = without.stream().map(each -> axis(each, axes.size())).toList();
    List<List<Part>> all = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      if (!places.contains(i)) {
        all.add(axes.get(i));
      } else if (!axes.get(i).isEmpty()) {
        throw new IllegalArgumentException("it leaves out an axis of more than one");
      }
    }
    return new HeadAxes(all, offset);
  }

  /** Gives all parts in their order, neighbours of the features joined where axes do so. */
  List<Part> parts() {
    return axes.stream().flatMap(List::stream).toList();
  }
}
