import CRMCore
import CRMPlatform

/// Customers from files.
enum CustomerImport {
    static let importer = Importer(name: "customers", formats: [generic, shopify], scope: .profilesWrite)

    /// How the row of one customer is read in a format.
    typealias Reading = @Sendable (ImportRow, any ImportRows) throws(ImportFault) -> CustomerCells

    /// Customers of one batch, ready for the database.
    struct Records: ImportRecords {
        private let read: Reading
        private var told: [ToldCustomer] = []

        var count: Int { told.count }

        init(_ read: @escaping Reading) {
            self.read = read
        }

        mutating func add(_ rows: any ImportRows, _: ImportDesk) throws(ImportRefusal) {
            let cells: CustomerCells
            do throws(ImportFault) { cells = try read(ImportRow(rows, 0), rows) } catch { throw .fault(error) }
            let sink = ErrorSink()
            guard let customer = ToldCustomer(cells, sink) else { throw .invalid(InvalidRequest(sink.errors)) }
            told.append(customer)
        }

        func apply(_ work: Work) throws -> [UpsertOutcome] { try Profiles(work).record(told) }
    }
}
