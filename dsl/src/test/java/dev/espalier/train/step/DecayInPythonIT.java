package dev.espalier.train.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.compile.PythonTwin;
import dev.espalier.describe.optimizer.Adam;
import dev.espalier.describe.optimizer.AdamW;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.optimizer.RmsProp;
import dev.espalier.describe.optimizer.Sgd;
import dev.espalier.testkit.FiniteDifferences;
import dev.espalier.torch.Torch;
import dev.espalier.train.recipe.Decay;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weight decay of weights alone is that of torch's optimizers with two groups of parameters. */
final class DecayInPythonIT {
  private static final double RATE = 0.02;
  private static final double CLIP = 0.7;
  private static final int STEPS = 7;
  private static final List<String> NAMES =
      List.of("h.weight", "h.bias", "norm.gamma", "norm.beta", "block.body.conv.weight", "cls");
  private static final String PROGRAM =
      """
      import sys
      try:
          import torch
      except ImportError:
          sys.exit(77)
      torch.manual_seed(5)
      shapes = {'h.weight': (4, 3), 'h.bias': (4,), 'norm.gamma': (2, 4), 'norm.beta': (2, 4),
                'block.body.conv.weight': (2, 3, 3, 3), 'cls': (1, 5)}
      out = {}
      start = {name: torch.randn(shape, dtype=torch.float64) for name, shape in shapes.items()}
      slope = {name: torch.randn(shape, dtype=torch.float64) for name, shape in shapes.items()}
      out.update({'start ' + n: v for n, v in start.items()})
      out.update({'slope ' + n: v for n, v in slope.items()})
      decayed = ['h.weight', 'block.body.conv.weight', 'cls']
      for kind, make in {'adamW': lambda groups: torch.optim.AdamW(groups, lr=0.02),
                         'adam': lambda groups: torch.optim.Adam(groups, lr=0.02),
                         'rmsProp': lambda groups: torch.optim.RMSprop(groups, lr=0.02, momentum=0.5),
                         'sgd': lambda groups: torch.optim.SGD(groups, lr=0.02, momentum=0.9, nesterov=True)}.items():
          p = {n: torch.nn.Parameter(v.clone()) for n, v in start.items()}
          optimizer = make([{'params': [p[n] for n in decayed], 'weight_decay': 0.3},
                            {'params': [v for n, v in p.items() if n not in decayed], 'weight_decay': 0}])
          for step in range(7):
              optimizer.zero_grad()
              sum((torch.sin(v) * slope[n]).sum() for n, v in p.items()).backward()
              torch.nn.utils.clip_grad_norm_(p.values(), 0.7)
              optimizer.step()
          out.update({kind + ' ' + n: v.detach() for n, v in p.items()})
      torch.save(out, sys.argv[1] + '/decay.pt')
      """;

  @Test
  void isThatOfTorch(@TempDir Path folder) throws Exception {
    PythonTwin.run(PROGRAM, folder);
    Map<String, TensorData> all = StateDict.read(folder.resolve("decay.pt")).tensors();

    for (Optimizer optimizer :
        List.of(
            new AdamW(0.9, 0.999, 1e-8, 0.3),
            new Adam(0.9, 0.999, 1e-8, 0.3),
            new RmsProp(0.99, 1e-8, 0.5, 0.3),
            new Sgd(0.9, true, 0.3))) {
      assertSame(optimizer, all);
    }
  }

  private static void assertSame(Optimizer optimizer, Map<String, TensorData> all) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      List<RateGroups.Leaf> leaves = new ArrayList<>();
      List<NDArray> slopes = new ArrayList<>();
      for (String name : NAMES) {
        NDArray array = array(manager, all, "start " + name);
        array.setRequiresGradient(true);
        boolean decays = Decay.WEIGHTS.of(name, array.getShape().dimension());
        leaves.add(new RateGroups.Leaf(array, 1, decays));
        slopes.add(array(manager, all, "slope " + name));
      }
      try (RateGroups groups = RateGroups.of(optimizer, leaves, manager)) {
        for (int step = 0; step < STEPS; step++) {
          FiniteDifferences.backward(() -> loss(leaves, slopes));
          groups.step(RATE, CLIP);
        }
      }
      for (int i = 0; i < NAMES.size(); i++) {
        String name = optimizer.name() + " " + NAMES.get(i);
        assertThat(leaves.get(i).array().toDoubleArray())
            .as(name)
            .containsExactly(array(manager, all, name).toDoubleArray(), within(1e-7));
      }
    }
  }

  private static NDArray loss(List<RateGroups.Leaf> leaves, List<NDArray> slopes) {
    NDArray sum = leaves.get(0).array().sin().mul(slopes.get(0)).sum();
    for (int i = 1; i < leaves.size(); i++) {
      sum = sum.add(leaves.get(i).array().sin().mul(slopes.get(i)).sum());
    }
    return sum;
  }

  private static NDArray array(NDManager manager, Map<String, TensorData> all, String name) {
    TensorData data = Objects.requireNonNull(all.get(name), name);
    return manager.create(
        data.doubles(), new Shape(data.dims().stream().mapToLong(Long::longValue).toArray()));
  }
}
