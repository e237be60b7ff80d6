/// Lists of this area.
extension ListCase {
    private static let programs = TestShop.programs

    private static let points = TestShop.points
    private static let ledger = TestShop.ledger

    static let loyaltyCases: [ListCase] =
        programSorts.flatMap { $0 } + programFilters + pointsSorts.flatMap { $0 } + pointsFilters + ledgerCases

    private static let programSorts: [[ListCase]] = [
        both(programs, "createdAt", "loyalty_programs_by_creation"),
        both(programs, "updatedAt", "loyalty_programs_by_change"),
        both(programs, "name", "loyalty_programs_by_name"),
    ]

    private static let programFilters: [ListCase] = [
        ListCase(programs, "programType=vip", "loyalty_programs_by_type"),
        ListCase(programs, "isActive=false", "loyalty_programs_by_activity"),
        ListCase(programs, "createdAfter=2023-11-14T22:14:00Z", "loyalty_programs_by_creation"),
        ListCase(programs, "createdBefore=2023-11-14T22:14:00Z", "loyalty_programs_by_creation"),
        ListCase(programs, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "loyalty_programs_by_change"),
    ]

    private static let pointsSorts: [[ListCase]] = [
        both(points, "enrolledAt", "customer_loyalty_points_by_enrolment"),
        both(points, "updatedAt", "customer_loyalty_points_by_change"),
        both(points, "totalPoints", "customer_loyalty_points_by_total"),
    ]

    private static let pointsFilters: [ListCase] = [
        ListCase(points, "customerId=c17", nil),
        ListCase(points, "loyaltyProgramId=p2", "customer_loyalty_points_by_program"),
        ListCase(points, "createdAfter=2023-11-14T22:14:00Z", "customer_loyalty_points_by_enrolment"),
        ListCase(points, "createdBefore=2023-11-14T22:14:00Z", "customer_loyalty_points_by_enrolment"),
        ListCase(points, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "customer_loyalty_points_by_change"),
    ]

    private static let ledgerCases: [ListCase] =
        both(ledger, "createdAt", "loyalty_ledger_by_time") + [
            ListCase(ledger, "customerId=c17", nil),
            ListCase(ledger, "loyaltyProgramId=p2", "loyalty_ledger_by_program"),
            ListCase(ledger, "kind=adjust", "loyalty_ledger_by_kind"),
            ListCase(ledger, "createdAfter=2023-11-15T20:00:00Z", "loyalty_ledger_by_time"),
            ListCase(ledger, "createdBefore=2023-11-15T20:00:00Z", "loyalty_ledger_by_time"),
            ListCase(ledger, "updatedAfter=2023-11-15T20:00:00Z", "loyalty_ledger_by_time"),
        ]
}
