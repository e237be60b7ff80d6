import CRMCore
import CRMTesting

/// Endpoints of loyalty.
extension FaultUseCase {
    private static let programs = TestShop.programs

    static let loyalty: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/loyalty-programs", isOnce: true, path: { _, _ in programs },
            body: { _, n in #"{"name": "P \#(n)"}"# }, state: { _, _ in ["\(programs)?limit=1"] }),
        FaultUseCase(
            endpoint: "PUT /api/customers/loyalty-programs/{id}",
            path: { "\(programs)/\(try await $0.program("P \($1)"))" },
            body: { _, n in #"{"description": "\#(n)"}"# }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "DELETE /api/customers/loyalty-programs/{id}",
            path: { "\(programs)/\(try await $0.program("P \($1)"))" }, body: { _, _ in nil }, state: { _, _ in [] }),
    ]
}
