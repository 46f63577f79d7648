package dev.espalier.train.recipe;

import ai.djl.Device;
import dev.espalier.describe.problem.Problem;
import dev.espalier.torch.Torch;
import dev.espalier.train.plan.PlanException;
import java.util.List;

/** Finds the device that a recipe asks for. */
public final class Devices {
  private Devices() {}

  public static Device choose(DeviceChoice choice) {
    List<Device> gpus = Torch.devices().stream().filter(Device::isGpu).toList();
    if (choice instanceof DeviceChoice.Gpu gpu) {
      return gpus.stream()
          .filter(device -> device.getDeviceId() == gpu.number())
          .findFirst()
          .orElseThrow(
              () ->
                  new PlanException(
                      "recipe",
                      List.of(
                          new Problem(
                              "device",
                              "gpu(%s) was asked for, and there are %s GPUs that LibTorch can use"
                                  .formatted(gpu.number(), gpus.size()),
                              "DeviceChoice.auto(), or a CUDA build of LibTorch"))));
    }
    return choice instanceof DeviceChoice.Auto && !gpus.isEmpty() ? gpus.get(0) : Device.cpu();
  }
}
