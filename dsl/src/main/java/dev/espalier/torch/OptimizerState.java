package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The running values of an optimizer: slots with an array for each parameter, and a step count. */
final class OptimizerState implements AutoCloseable {
  private final NDManager manager;
  private final Map<String, List<NDArray>> slots = new LinkedHashMap<>();
  private final NDArray step;

  /** Makes zeros that outlive any open scope. */
  OptimizerState(List<NDArray> parameters, List<String> slotNames, NDManager owner) {
    require(parameters);
    manager = owner.newSubManager(parameters.get(0).getDevice());
    for (String slot : slotNames) {
      List<NDArray> arrays = new ArrayList<>();
      for (NDArray parameter : parameters) {
        arrays.add(
            kept(
                manager.zeros(parameter.getShape(), parameter.getDataType()),
                slot + "." + arrays.size()));
      }
      slots.put(slot, arrays);
    }
    // LibTorch's fused Adam counts in FLOAT32. At 2^24 steps the count stays there, where the
    // correction that it is for has long become 1.
    step = kept(manager.zeros(new Shape(), DataType.FLOAT32), "step");
  }

  /** Gives one slot's arrays, in the order of the parameters. */
  List<NDArray> slot(String name) {
    return slots.getOrDefault(name, List.of());
  }

  /** Gives the count of steps as an array of shape {@code ()}. */
  NDArray step() {
    return step;
  }

  NDList all() {
    NDList all = new NDList();
    slots.values().forEach(all::addAll);
    all.add(step);
    return all;
  }

  /** Gives the saved arrays in this state's order, after checking that they fit. */
  List<NDArray> fitting(NDList saved) {
    Map<String, NDArray> byName = new LinkedHashMap<>();
    saved.forEach(array -> byName.put(String.valueOf(array.getName()), array));
    List<NDArray> ordered = new ArrayList<>();
    for (NDArray mine : all()) {
      NDArray other = byName.remove(mine.getName());
      if (other == null || !other.getShape().equals(mine.getShape())) {
        throw new IllegalArgumentException(
            "optimizer state %s: its shape is %s, and %s was saved. Try the optimizer and the network that saved it."
                .formatted(
                    mine.getName(), mine.getShape(), other == null ? "none" : other.getShape()));
      }
      ordered.add(other);
    }
    if (!byName.isEmpty()) {
      throw new IllegalArgumentException(
          "optimizer state: %s was saved, and this optimizer has no such value. Try the optimizer that saved it."
              .formatted(byName.keySet()));
    }
    return ordered;
  }

  @Override
  public void close() {
    manager.close();
  }

  private static NDArray kept(NDArray array, String name) {
    NDScope.unregister(array);
    array.setName(name);
    return array;
  }

  private static void require(List<NDArray> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "optimizer: there are no parameters. Try a stage in which a network trains.");
    }
    NDArray first = parameters.get(0);
    for (int i = 0; i < parameters.size(); i++) {
      NDArray parameter = parameters.get(i);
      DataType type = parameter.getDataType();
      if (!parameter.hasGradient()) {
        throw new IllegalArgumentException(
            "optimizer: parameter %s %s is frozen. Try setRequiresGradient(true), or leave it out."
                .formatted(i, parameter.getShape()));
      }
      if (type != first.getDataType() || !parameter.getDevice().equals(first.getDevice())) {
        throw new IllegalArgumentException(
            "optimizer: parameter %s is %s on %s, and the first one %s on %s. Try an optimizer for each kind."
                .formatted(i, type, parameter.getDevice(), first.getDataType(), first.getDevice()));
      }
      if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
        throw new IllegalArgumentException(
            "optimizer: parameter %s is %s. Try FLOAT32 or FLOAT64.".formatted(i, type));
      }
    }
  }
}
